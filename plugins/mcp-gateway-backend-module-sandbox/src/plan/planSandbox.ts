import type { PermissionProfile } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  hostsFile,
  type EgressPlan,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { INSIDE } from './inside';
import type { SandboxPlan } from './SandboxPlan';
import { secretFiles } from './secretFiles';
import { systemFiles } from './systemFiles';

/** What the machine is, as far as sandboxes see it. */
export interface Machine {
  readonly system: SandboxPlan['system'];
  readonly masks: readonly string[];
  /** Node as a sandbox finds it. */
  readonly node: string;
  /** Node's file on the machine, where it has to be mounted. */
  readonly nodeSource?: string;
}

/** Puts together what a profile and a start say. Pure: whatever is asked of the machine was asked before. */
export function planSandbox(options: {
  readonly machine: Machine;
  readonly profile: PermissionProfile;
  readonly egress: EgressPlan;
  /** The folder of the installed package, where there is one. */
  readonly packageFolder?: string;
  readonly mounts: SandboxPlan['mounts'];
  readonly tmpBytes: number;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Program and arguments, as they are called inside. */
  readonly command: readonly string[];
}): SandboxPlan {
  const { machine, profile, egress, mounts, tmpBytes, command } = options;
  const secrets = secretFiles(profile, options.secrets);
  const env = {
    PATH: [dirname(machine.node), '/usr/local/bin', '/usr/bin', '/bin'].join(
      ':',
    ),
    HOME: INSIDE.tmp,
    TMPDIR: INSIDE.tmp,
    LANG: 'C.UTF-8',
    ...profile.sallyport?.env,
    ...options.env,
    ...secrets.env,
    ...egress.env,
  };
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new Error(`'${name}' is no name of a variable`);
    }
    // It would end an argument, and what follows would be an option.
    if (`${name}${value}`.includes('\0')) {
      throw new Error(`The value of ${name} has a NUL character`);
    }
  }
  return {
    system: machine.system,
    masks: machine.masks,
    mounts: [
      ...mounts,
      ...(options.packageFolder
        ? [
            {
              source: options.packageFolder,
              inside: INSIDE.server,
              isWritable: false,
            },
          ]
        : []),
      ...(machine.nodeSource
        ? [
            {
              source: machine.nodeSource,
              inside: INSIDE.node,
              isWritable: false,
            },
          ]
        : []),
    ],
    files: [...systemFiles(hostsFile(egress.hosts)), ...secrets.files],
    tmpBytes,
    env,
    cwd: INSIDE.tmp,
    command,
  };
}

function dirname(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
