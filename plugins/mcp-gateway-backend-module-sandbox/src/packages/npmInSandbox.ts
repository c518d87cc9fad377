import { chown } from 'node:fs/promises';
import {
  findNpm,
  type NpmInstaller,
  type NpmRun,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { SandboxMachine } from '../machine/SandboxMachine';
import type { RuntimeRecords } from '../runtime/RuntimeRecords';
import { planInstall } from './planInstall';
import { startInstaller } from './startInstaller';

/** Runs npm of this machine in sandboxes, each with a network that leads to the registry alone. */
export function npmInSandbox(options: {
  machine: SandboxMachine;
  records: RuntimeRecords;
  /** `npm-cli.js`; absent: npm beside Node, or on the PATH. */
  npm?: string;
}): NpmInstaller {
  return {
    start: async run => {
      const npm = findNpm(options.npm);
      if (!npm) {
        throw new Error(
          'There is no npm on this machine to install packages with. Install it, or set mcpGateway.runtimes.sandbox.packages.npm.',
        );
      }
      return start(run, { ...options, npm });
    },
  };
}

async function start(
  run: NpmRun,
  options: { machine: SandboxMachine; records: RuntimeRecords; npm: string },
) {
  const { machine, records, npm } = options;
  const { id, folder, reach, onRefused } = run;
  const { user } = machine;
  if (user) await chown(folder, user.uid, user.gid);
  const plan = { ...planInstall({ machine, npm, run }), reach };
  return startInstaller({ machine, records, folder, plan, id, onRefused });
}
