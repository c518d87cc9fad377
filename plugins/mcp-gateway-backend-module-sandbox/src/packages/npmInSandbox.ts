import { lookup } from 'node:dns/promises';
import { chown, stat } from 'node:fs/promises';
import {
  EgressBroker,
  findNpm,
  type NpmInstaller,
  type NpmRun,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { startSandbox } from '../driver/startSandbox';
import type { SandboxMachine } from '../machine/SandboxMachine';
import type { RuntimeRecords } from '../runtime/RuntimeRecords';
import { processOwner } from '../runtime/processOwner';
import { runtimeTitle } from '../runtime/runtimeTitle';
import { planInstall } from './planInstall';

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
  const { id, folder, limits } = run;
  const name = `sallyport-${id}`;
  const owner = processOwner();
  const { user } = machine;
  if (user) await chown(folder, user.uid, user.gid);
  const { plan, egress } = planInstall({ machine, npm, run });
  const { dev, ino } = await stat(folder);
  records.write({
    runtimeId: id,
    owner,
    cgroups: machine.cgroups?.folders(name) ?? [],
  });
  const forget = () => records.remove(id);
  return startSandbox({
    runtimeId: id,
    title: runtimeTitle({
      installation: records.installation,
      ...{ owner, runtimeId: id },
    }),
    ...{ machine, plan, limits },
    mounts: [
      {
        source: folder,
        inside: plan.cwd,
        isWritable: true,
        device: dev,
        inode: ino,
        isVolume: true,
      },
    ],
    listeners: egress.listeners,
    broker: EgressBroker.create({
      egress: run.reach,
      // The operator named the registry, in npm's configuration or in ours.
      opened: 'named',
      resolve: host => lookup(host, { all: true }),
      onEvent: ({ allowed, host, port }) => {
        if (!allowed) run.onRefused(`${host}:${port}`);
      },
    }),
    cgroup: machine.cgroups?.create(name, limits),
    // What npm cannot reach, it says itself.
    onEgress: () => {},
    onOveruse: () => {},
    onWatchError: () => {},
    onReleased: forget,
  }).catch(error => {
    forget();
    throw error;
  });
}
