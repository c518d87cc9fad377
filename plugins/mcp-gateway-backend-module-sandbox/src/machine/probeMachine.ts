import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findCgroups } from '../limits/findCgroups';
import { encodeProgram } from '../seccomp/encodeProgram';
import { seccompFilter } from '../seccomp/seccompFilter';
import type { SandboxSettings } from '../settings/SandboxSettings';
import { boundsOf } from './boundsOf';
import { findNode } from './findNode';
import { findProgram } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { findServiceUser } from './findServiceUser';
import { prepareDirectory } from './prepareDirectory';
import { readSystem } from './readSystem';
import type { Problem, SandboxMachine } from './SandboxMachine';
import { selfTest } from './selfTest';

/** Programs that the driver calls, and the Debian packages that have them. */
const PROGRAMS = {
  bwrap: 'bubblewrap',
  nsenter: 'util-linux',
  prlimit: 'util-linux',
} as const;

/** What was found: a machine that keeps what it must, or what is missing. */
export type ProbeResult =
  | { readonly machine: SandboxMachine; readonly problems: readonly [] }
  | { readonly machine?: undefined; readonly problems: readonly Problem[] };

/** Looks whether sandboxes can be made here and hold. Never throws. */
export async function probeMachine(
  settings: SandboxSettings,
): Promise<ProbeResult> {
  const { platform, arch } = process;
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    return broken(
      `Sandboxes of the operating system are made on Linux (x64, arm64), and this is ${platform} (${arch}).`,
      'Run servers with the docker or kubernetes driver.',
    );
  }
  const { bwrap, nsenter, prlimit } = mapPrograms(findProgram);
  if (!bwrap || !nsenter || !prlimit) {
    const [name, debian] = Object.entries(PROGRAMS).find(
      ([program]) => !findProgram(program),
    )!;
    return broken(
      `The program ${name} is not on this machine, so servers cannot run in sandboxes.`,
      `Install it as root: apt-get install ${debian}`,
    );
  }
  try {
    prepareDirectory(settings.directory);
    const user = findServiceUser({
      name: settings.user,
      isRoot: process.getuid?.() === 0,
    });
    const { host, ...node } = findNode({ user, directory: settings.directory });
    const runsc = settings.useGvisor ? findProgram('runsc') : undefined;
    if (settings.useGvisor && !runsc?.startsWith('/usr/')) {
      return broken(
        'mcpGateway.runtimes.sandbox.useGvisor asks for gVisor, and runsc is not on this machine (below /usr).',
        'Install it as root: apt-get install runsc. Or set useGvisor: false.',
      );
    }
    const cgroups = settings.useCgroups ? findCgroups() : undefined;
    const bounds = boundsOf(cgroups);
    const isHard = bounds.memory === 'hard' && bounds.cpu === 'hard';
    if (settings.requireHardLimits && !isHard) {
      return broken(
        'The kernel does not keep memory and processor time of sandboxes here, and mcpGateway.runtimes.requireHardLimits asks for it.',
        'Give the gateway control groups of its own (systemd: Delegate=yes), or run it as root, or set requireHardLimits: false.',
      );
    }
    if (runsc && bounds.memory !== 'hard') {
      return broken(
        'mcpGateway.runtimes.sandbox.useGvisor asks for gVisor, whose memory nothing but control groups can bound, and there are none here.',
        'Give the gateway control groups of its own (systemd: Delegate=yes), or run it as root, or set useGvisor: false.',
      );
    }
    const machine: SandboxMachine = {
      ...readSystem(),
      ...node,
      ...{ bwrap, nsenter, prlimit, hostNode: host, user, cgroups, bounds },
      seccomp: encodeProgram(seccompFilter(arch)),
      ...(runsc && {
        gvisor: {
          runsc,
          seccomp: encodeProgram(seccompFilter(arch, 'gvisor')),
        },
      }),
      tier: `${runsc ? 'gvisor+' : ''}bwrap+seccomp+${
        isHard ? 'cgroup' : 'rlimits'
      }`,
    };
    const folder = join(settings.directory, 'packages');
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    await selfTest(machine, folder);
    return { machine, problems: [] };
  } catch (error) {
    return broken(
      `Sandboxes do not hold on this machine, so no server runs in one: ${
        (error as Error).message
      }`,
      remedyFor((error as Error).message),
    );
  }
}

function mapPrograms(find: (name: string) => string | undefined) {
  return {
    bwrap: find('bwrap'),
    nsenter: find('nsenter'),
    prlimit: find('prlimit'),
  };
}

function remedyFor(message: string): string {
  // What bubblewrap says where the kernel, AppArmor or a container lets nobody make user namespaces.
  return /namespace|Operation not permitted|setting up uid map/i.test(message)
    ? 'Allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1, on Ubuntu also an AppArmor profile for bwrap (sysctl kernel.apparmor_restrict_unprivileged_userns=0). In a container, its engine has to allow them.'
    : 'See docs/sandbox.md, and set mcpGateway.runtimes.sandbox to what this machine has.';
}

function broken(text: string, remedy: string): ProbeResult {
  return { problems: [{ text, remedy }] };
}
