import type { z } from 'zod';
import type { EngineContainer, podmanContainerSchema } from '../engine/schemas';
import type { ContainerBody } from './ContainerPlan';

/**
 * What of a container is not as it was asked for, in words: engines pass over what they do not know, and some what they do. Pure.
 */
export function verifyContainer(options: {
  body: ContainerBody;
  found: EngineContainer;
  /** Podman does not say these in the Docker API. */
  podman?: z.infer<typeof podmanContainerSchema>;
}): string[] {
  const { body, found, podman } = options;
  const wanted = body.HostConfig;
  const { HostConfig: got, Config } = found;
  const runtime = podman ? podman.OCIRuntime : got.Runtime ?? '';
  const hasSeccomp = got.SecurityOpt.some(
    text => text.startsWith('seccomp=') && text !== 'seccomp=unconfined',
  );
  const hasNoCapabilities = podman
    ? podman.EffectiveCaps.length + podman.BoundingCaps.length === 0
    : got.CapDrop.includes('ALL');
  const extra = found.Mounts.filter(
    ({ Destination, RW }) =>
      RW &&
      !(Destination in wanted.Tmpfs) &&
      !wanted.Mounts.some(
        ({ Target, ReadOnly }) => Target === Destination && !ReadOnly,
      ),
  );
  const checks: [boolean, string][] = [
    [got.NetworkMode === wanted.NetworkMode, 'its network'],
    [got.ReadonlyRootfs, 'a read-only root'],
    [!got.Privileged, 'no privileges'],
    [hasNoCapabilities && got.CapAdd.length === 0, 'no capabilities'],
    [
      got.SecurityOpt.some(text =>
        /^no-new-privileges(?:[:=]true)?$/.test(text),
      ),
      'no new privileges',
    ],
    // Podman does not repeat its filter here; its suite runs what the filter has to refuse.
    [hasSeccomp || podman !== undefined, 'its filter of system calls'],
    [Config.User === body.User, 'its user'],
    [got.PidMode !== 'host', 'processes of its own'],
    [got.Memory === wanted.Memory, 'its bound of memory'],
    [got.PidsLimit === wanted.PidsLimit, 'its bound of processes'],
    [got.NanoCpus === wanted.NanoCpus, 'its bound of cores'],
    [got.LogConfig.Type === 'none', 'no log of its own'],
    [extra.length === 0, 'nothing to write to but what was asked for'],
    [
      wanted.Runtime === undefined || runtime === wanted.Runtime,
      `the runtime ${wanted.Runtime}, but '${runtime}'`,
    ],
  ];
  return checks.filter(([holds]) => !holds).map(([, words]) => words);
}
