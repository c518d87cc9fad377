import type { RuntimeDriverStatus } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { EngineInfo } from '../engine/schemas';
import type { DockerSettings } from '../settings/DockerSettings';

/** What is missing, and what to do about it. */
export type Problem = RuntimeDriverStatus['problems'][number];

/** The runtime that containers get, as the engine says before there is one. */
export function runtimeInForce(
  info: EngineInfo,
  { runtime }: Pick<DockerSettings, 'runtime'>,
): string {
  return runtime ?? info.DefaultRuntime ?? 'unknown';
}

/** What of an engine makes it unfit to run servers: in words. Pure. */
export function engineProblems(
  info: EngineInfo,
  kind: 'docker' | 'podman',
  settings: Pick<DockerSettings, 'runtime'>,
): Problem[] {
  const problems: Problem[] = [];
  const isRootless =
    info.Rootless === true || info.SecurityOptions.includes('name=rootless');
  const { runtime } = settings;
  if (info.OSType !== 'linux') {
    problems.push({
      text: `The container engine runs containers of ${info.OSType}.`,
      remedy: 'Servers run in containers of Linux.',
    });
  }
  if (isRootless) {
    problems.push({
      text: 'The container engine runs without root.',
      remedy:
        'Folders that it mounts would belong to other users inside. Use an engine of root, or the driver sandbox.',
    });
  }
  if (!info.MemoryLimit || info.PidsLimit === false || !info.CpuCfsQuota) {
    problems.push({
      text: 'The container engine cannot bound memory, processes and processor time on this machine.',
      remedy: 'Turn on the control groups memory, pids and cpu of the kernel.',
    });
  }
  if (!info.SecurityOptions.some(text => text.startsWith('name=seccomp'))) {
    problems.push({
      text: 'The container engine has no filter of system calls (seccomp).',
      remedy: 'Use an engine and a kernel that have it.',
    });
  }
  if (
    runtime !== undefined &&
    kind === 'podman' &&
    runtime !== info.DefaultRuntime
  ) {
    problems.push({
      text: `Podman does not let mcpGateway.runtimes.docker.runtime choose ${runtime} for a container.`,
      remedy: `Set 'runtime' in its containers.conf.`,
    });
  } else if (runtime !== undefined && !(runtime in (info.Runtimes ?? {}))) {
    problems.push({
      text: `The container engine has no runtime '${runtime}'.`,
      remedy: `Add it to its configuration, or change mcpGateway.runtimes.docker.runtime.`,
    });
  }
  return problems;
}
