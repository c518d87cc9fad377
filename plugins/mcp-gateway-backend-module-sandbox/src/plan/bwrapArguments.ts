import { DESCRIPTORS } from './descriptors';
import { INSIDE } from './inside';
import type { SandboxPlan, SystemEntry } from './SandboxPlan';

/** How bubblewrap is called. */
export interface BwrapArguments {
  /** On its command line, which everybody on the machine can read. */
  readonly visible: readonly string[];
  /** By descriptor: environment, paths. */
  readonly hidden: readonly string[];
}

/** The word that lets a server begin. */
export const GATE_WORD = 'go';

const { ready, gate } = DESCRIPTORS;

/**
 * What runs first inside, and becomes the server: by then every mount, namespace and filter is there, and nothing of the
 * server has run. bubblewrap's own way to wait (`--block-fd`) goes on when the gateway dies; here it takes a word.
 */
const GATE = [
  `echo ready >&${ready}`,
  `IFS= read -r word <&${gate} && [ "$word" = ${GATE_WORD} ] || exit 125`,
  `exec ${ready}>&- ${gate}<&-`,
  'exec "$@"',
].join('; ');

const ISOLATION = [
  '--unshare-user',
  '--unshare-ipc',
  '--unshare-pid',
  '--unshare-net',
  '--unshare-uts',
  '--unshare-cgroup-try',
  // Another uid would take a second user namespace, which does not own the network namespace. This 0 is the service user.
  ...['--uid', '0', '--gid', '0'],
  ...['--hostname', 'sandbox'],
  '--die-with-parent',
  '--new-session',
  ...['--cap-drop', 'ALL'],
  '--clearenv',
  ...['--info-fd', `${DESCRIPTORS.info}`],
  ...['--seccomp', `${DESCRIPTORS.seccomp}`],
  ...['--args', `${DESCRIPTORS.options}`],
];

/** A plan as arguments of bubblewrap. */
export function bwrapArguments(plan: SandboxPlan): BwrapArguments {
  return {
    visible: [
      ...ISOLATION,
      ...(plan.capabilities ?? []).flatMap(name => ['--cap-add', name]),
      '--',
      ...['/bin/sh', '-c', GATE, 'sh'],
      ...plan.command,
    ],
    hidden: [
      ...Object.entries(plan.env).flatMap(([name, value]) => [
        '--setenv',
        name,
        value,
      ]),
      ...['--proc', '/proc'],
      ...plan.masks.flatMap(path => ['--ro-bind', '/dev/null', path]),
      ...['--dev', '/dev'],
      ...sizedTmpfs(INSIDE.sharedMemory, plan.tmpBytes),
      // /dev is memory too, without a limit.
      ...['--remount-ro', '/dev'],
      ...sizedTmpfs(INSIDE.tmp, plan.tmpBytes),
      ...(plan.memoryFolders ?? []).flatMap(({ inside, bytes }) =>
        sizedTmpfs(inside, bytes),
      ),
      ...plan.files.flatMap(({ inside, mode }, index) => [
        '--perms',
        mode,
        '--ro-bind-data',
        `${DESCRIPTORS.files + index}`,
        inside,
      ]),
      // An outer folder before what is mounted in it.
      ...plan.mounts
        .toSorted((a, b) => depth(a.inside) - depth(b.inside))
        .flatMap(({ source, inside, isWritable }) => [
          isWritable ? '--bind' : '--ro-bind',
          source,
          inside,
        ]),
      // The system last: what is cut off before it has nothing to run.
      ...plan.system.flatMap(systemOption),
      ...['--chdir', plan.cwd],
      // The root is memory as well.
      ...['--remount-ro', '/'],
    ],
  };
}

function sizedTmpfs(path: string, bytes: number): string[] {
  return ['--size', `${bytes}`, '--tmpfs', path];
}

function systemOption(entry: SystemEntry): string[] {
  switch (entry.kind) {
    case 'bind':
      return ['--ro-bind', entry.source, entry.inside];
    case 'link':
      return ['--symlink', entry.target, entry.inside];
    default:
      throw new Error(
        `No such entry: ${JSON.stringify(entry satisfies never)}`,
      );
  }
}

function depth(path: string): number {
  return path.split('/').length;
}
