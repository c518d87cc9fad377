import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ContainerBody, PlannedMount } from './ContainerPlan';
import { INSIDE } from './inside';
import { type ContainerLabels, writeLabels } from './labels';

/** How willingly the kernel ends a server when the machine is out of memory: before everything that is not one. */
const OOM_SCORE = 800;
const MOST_PROCESSES = 4096;
const TMPFS = 'rw,exec,nosuid,nodev,mode=1777';
/** Podman makes these writable and without a bound where nothing else is said. */
const ENGINES_OWN = ['/run', '/var/tmp'];
const CLOSED = 'rw,noexec,nosuid,nodev,mode=0755,size=65536';

/** What all containers of the driver have in common. */
export interface ContainerOptions {
  /** Digest of the image's content. */
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly arguments?: readonly string[];
  readonly user: { readonly uid: number; readonly gid: number };
  readonly labels: ContainerLabels;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly PlannedMount[];
  /** Folders that the image would have on the engine's disk without a bound: they are in memory, as /tmp is. */
  readonly memoryFolders: readonly string[];
  readonly limits: Required<RuntimeLimits>;
  /** As this engine takes a filter of system calls. */
  readonly seccomp: string;
  readonly runtime?: string;
  readonly workingFolder?: string;
  /** A container whose network this one shares; absent: none but its own loopback. */
  readonly networkOf?: string;
  /** Whether it may listen at ports below 1024 of a network that is its own. */
  readonly hasLowPorts?: boolean;
}

/** A container as the Engine API takes it. Pure. */
export function planContainer(options: ContainerOptions): ContainerBody {
  const { limits, user, networkOf, runtime, entrypoint } = options;
  checkEnvironment(options.env);
  const bound = (Name: string, value: number) => ({
    ...{ Name, Soft: value, Hard: value },
  });
  return {
    Image: options.image,
    User: `${user.uid}:${user.gid}`,
    ...(networkOf === undefined && { Hostname: 'sandbox' }),
    Env: Object.entries(options.env).map(([name, value]) => `${name}=${value}`),
    ...(entrypoint && { Entrypoint: entrypoint }),
    ...(options.arguments && { Cmd: options.arguments }),
    ...(options.workingFolder && { WorkingDir: options.workingFolder }),
    Labels: writeLabels(options.labels),
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    Tty: false,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      NetworkMode: networkOf === undefined ? 'none' : `container:${networkOf}`,
      IpcMode: 'private',
      ReadonlyRootfs: true,
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${options.seccomp}`],
      ...(runtime !== undefined && { Runtime: runtime }),
      Memory: limits.memoryBytes,
      // No more with what is swapped out: the bound is of both together.
      MemorySwap: limits.memoryBytes,
      PidsLimit: limits.pids,
      NanoCpus: Math.round(limits.cpu * 1e9),
      OomScoreAdj: OOM_SCORE,
      Ulimits: [
        bound('nofile', limits.openFiles),
        bound('fsize', limits.fileBytes),
        bound('core', 0),
        // Of all containers of that user together, and only so that Podman asks for no more than the machine gives.
        bound('nproc', MOST_PROCESSES),
      ],
      ShmSize: limits.tmpBytes,
      Tmpfs: Object.fromEntries([
        ...ENGINES_OWN.map(folder => [folder, CLOSED]),
        ...[INSIDE.tmp, ...options.memoryFolders].map(folder => [
          folder,
          `${TMPFS},size=${limits.tmpBytes}`,
        ]),
      ]),
      Mounts: outerFirst(options.mounts).map(mount => ({
        Type: 'bind',
        Source: mount.source,
        Target: mount.inside,
        ReadOnly: !mount.isWritable,
        BindOptions: { Propagation: 'rprivate' },
      })),
      ...(options.hasLowPorts && {
        Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' },
      }),
      // What a server writes is read by the gateway alone; the engine would keep all of it.
      LogConfig: { Type: 'none' },
      RestartPolicy: { Name: 'no' },
    },
  };
}

function checkEnvironment(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new Error(`'${name}' is no name of a variable`);
    }
    if (value.includes('\0')) {
      throw new Error(`The value of ${name} has a NUL character`);
    }
  }
}

function outerFirst(mounts: readonly PlannedMount[]): PlannedMount[] {
  return [...mounts].sort((a, b) => a.inside.length - b.inside.length);
}
