import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { stat } from 'node:fs/promises';
import {
  EgressBroker,
  type EgressEvent,
  INSTALL_LIMITS,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { startSandbox } from '../driver/startSandbox';
import type { SandboxMachine } from '../machine/SandboxMachine';
import { processOwner } from '../runtime/processOwner';
import type { RuntimeRecords } from '../runtime/RuntimeRecords';
import { runtimeTitle } from '../runtime/runtimeTitle';
import type { SandboxProcess } from '../runtime/SandboxProcess';
import type { InstallPlan } from './InstallPlan';

/** Starts a program that installs packages, in a sandbox that reaches what its plan says and may write to one folder. */
export async function startInstaller(options: {
  machine: SandboxMachine;
  records: RuntimeRecords;
  folder: string;
  plan: InstallPlan;
  /** Its name among what runs here. Absent: a new one. */
  id?: string;
  /** It wanted to reach something else. */
  onRefused(place: string): void;
}): Promise<SandboxProcess> {
  const { machine, records, folder, onRefused } = options;
  const { plan, reach, egress } = options.plan;
  const { id = `install-${randomUUID()}` } = options;
  const name = `sallyport-${id}`;
  const owner = processOwner();
  records.write({
    runtimeId: id,
    owner,
    cgroups: machine.cgroups?.folders(name) ?? [],
  });
  const { dev, ino } = await stat(folder);
  const forget = () => records.remove(id);
  return startSandbox({
    runtimeId: id,
    title: runtimeTitle({
      installation: records.installation,
      ...{ owner, runtimeId: id },
    }),
    machine,
    plan,
    limits: INSTALL_LIMITS,
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
      egress: reach,
      // The operator named where packages come from.
      opened: 'named',
      resolve: host => lookup(host, { all: true }),
      onEvent: ({ allowed, host, port }: EgressEvent) => {
        if (!allowed) onRefused(`${host}:${port}`);
      },
    }),
    cgroup: machine.cgroups?.create(name, INSTALL_LIMITS),
    // What it cannot reach, it says itself.
    onEgress: () => {},
    onOveruse: () => {},
    onWatchError: () => {},
    onReleased: forget,
  }).catch(error => {
    forget();
    throw error;
  });
}
