import type { RuntimeLimits } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { INSIDE } from '../plan/inside';
import type { SandboxPlan } from '../plan/SandboxPlan';
import { ociSeccomp } from './ociSeccomp';

const STATE_BYTES = 4 * 1024 * 1024;
const MIB = 1024 * 1024;
/** What gVisor needs for itself, beside the server: memory of its kernel, processes and threads, open files. */
const OWN = { memoryBytes: 128 * MIB, pids: 96, openFiles: 4096 };

/** gVisor on this machine. */
export interface Gvisor {
  /** Where `runsc` is, inside of sandboxes too. */
  readonly runsc: string;
  /** The filter of gVisor itself, which is the kernel of its server. */
  readonly seccomp: Buffer;
}

/**
 * Puts gVisor between a plan's server and the kernel: in the sandbox runs `runsc`, and in that the server. Files, network and bounds
 * are the sandbox's as before; system calls reach gVisor's kernel, and the machine's only what that one needs. Pure.
 */
export function behindGvisor(
  plan: SandboxPlan,
  options: {
    gvisor: Gvisor;
    limits: Pick<RuntimeLimits, 'openFiles' | 'fileBytes' | 'pids'>;
  },
): SandboxPlan {
  const { gvisor, limits } = options;
  return {
    ...plan,
    // The server sees the /proc of gVisor, which could not mount its own where parts of this one are hidden.
    masks: [],
    files: [
      ...plan.files,
      {
        inside: `${INSIDE.gvisor}/config.json`,
        content: JSON.stringify(ociSpec(plan, limits)),
        mode: '0400',
      },
    ],
    memoryFolders: [
      { inside: INSIDE.gvisor, bytes: STATE_BYTES },
      { inside: INSIDE.gvisorState, bytes: STATE_BYTES },
    ],
    // gVisor makes a user namespace of its own. The kernel asks for this in the sandbox's, over its one user.
    capabilities: ['CAP_SETFCAP'],
    isBehindGvisor: true,
    env: { PATH: '/usr/bin:/bin' },
    command: [
      gvisor.runsc,
      ...['--root', INSIDE.gvisorState],
      ...['--rootless', '--platform=ptrace', '--ignore-cgroups'],
      // The sandbox's own network, in which the gateway listens.
      '--network=host',
      '--oci-seccomp',
      'run',
      ...['--bundle', INSIDE.gvisor],
      'server',
    ],
  };
}

/** The bounds of the whole sandbox, where those of the server are these. */
export function boundsWithGvisor(
  limits: Required<RuntimeLimits>,
): Required<RuntimeLimits> {
  return {
    ...limits,
    memoryBytes: limits.memoryBytes + OWN.memoryBytes,
    // For each of the server's threads gVisor has one that traces it.
    pids: 2 * limits.pids + OWN.pids,
    openFiles: Math.max(limits.openFiles, OWN.openFiles),
    // The server's memory is one file of gVisor's; what the server itself writes is bounded inside.
    fileBytes: Infinity,
  };
}

function ociSpec(
  { env, cwd, command }: SandboxPlan,
  {
    openFiles,
    fileBytes,
    pids,
  }: Pick<RuntimeLimits, 'openFiles' | 'fileBytes' | 'pids'>,
) {
  const bound = (type: string, value: number | undefined) =>
    value === undefined ? [] : [{ type, hard: value, soft: value }];
  const same = (path: string) => ({
    type: 'bind',
    source: path,
    destination: path,
    options: ['rw'],
  });
  const hidden = (path: string) => ({
    type: 'tmpfs',
    source: 'none',
    destination: path,
    options: ['ro'],
  });
  return {
    ociVersion: '1.0.0',
    process: {
      user: { uid: 0, gid: 0 },
      args: command,
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      cwd,
      noNewPrivileges: true,
      capabilities: {},
      rlimits: [
        ...bound('RLIMIT_NOFILE', openFiles),
        ...bound('RLIMIT_FSIZE', fileBytes),
        // gVisor does not count by it; the sandbox does.
        ...bound('RLIMIT_NPROC', pids),
        ...bound('RLIMIT_CORE', 0),
      ],
    },
    // The sandbox's root, in which nothing can be written but where the plan says so.
    root: { path: '/' },
    hostname: 'sandbox',
    mounts: [
      { type: 'proc', source: 'proc', destination: '/proc' },
      // Devices and memory of gVisor's own; where it is read-only, nobody may write to /dev/null.
      { type: 'devtmpfs', source: 'dev', destination: '/dev' },
      same(INSIDE.tmp),
      same(INSIDE.sharedMemory),
      hidden(INSIDE.gvisor),
      hidden(INSIDE.gvisorState),
    ],
    linux: {
      namespaces: ['pid', 'ipc', 'uts', 'mount'].map(type => ({ type })),
      seccomp: ociSeccomp(),
    },
  };
}
