import {
  checkMounts,
  type EgressBroker,
  hostsFile,
  type EgressPlan,
  type Overuse,
  type ResolvedMount,
  Watch,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Attachment } from '../engine/attach';
import { type ContainerOptions, planContainer } from '../plan/planContainer';
import type { ServerCall } from '../plan/planServer';
import { ContainerMeter } from '../watch/ContainerMeter';
import { HostView } from '../watch/HostView';
import { ContainerProcess } from './ContainerProcess';
import type { Engine } from './Engine';
import type { RunFolder } from './RunFolder';
import { type RunningEgress, startEgress } from './startEgress';
import { untilDone } from './untilDone';

/** Everything that a start needs, found and decided before. */
export interface ContainerStart {
  readonly engine: Engine;
  readonly runtimeId: string;
  readonly folder: RunFolder;
  readonly server: Omit<
    ContainerOptions,
    keyof ServerCall | 'networkOf' | 'hasLowPorts'
  > &
    ServerCall;
  readonly mounts: readonly ResolvedMount[];
  readonly egress: EgressPlan;
  readonly broker: Pick<EgressBroker, 'connect' | 'close'>;
  /** What the way out is made of; absent where there is none. */
  readonly node?: { readonly image: string; readonly node: string };
  onOveruse(bound: Overuse): void;
  onWatchError(error: Error): void;
}

/**
 * Makes a server's way out, then its container, looks whether both are what was asked for, and lets the server begin.
 *
 * @throws Error; then nothing of it is left.
 */
export async function startContainer(
  start: ContainerStart,
): Promise<ContainerProcess> {
  const { engine, folder, broker } = start;
  let egress: RunningEgress | undefined;
  const release = async () => {
    // By its labels: there may be one whose answer was lost.
    await untilDone(() => engine.removeOf(start.server.labels));
    egress?.close();
    broker.close();
    await folder.remove();
  };
  try {
    const files = await folder.write({
      secrets: start.server.files,
      hosts: hostsFile(start.egress.hosts),
      user: start.server.user,
    });
    egress = await openWayOut(start);
    const body = planContainer({
      ...start.server,
      mounts: [...start.server.mounts, ...files],
      ...(egress && { networkOf: egress.id }),
    });
    const id = await engine.make(body);
    const attached = await engine.attach(id);
    await engine.start(id);
    const { State } = await engine.verify(id, body);
    const view = HostView.find({ pid: State.Pid, id });
    if (State.Running) await checkFolders(start.mounts, view);
    const meter = await ContainerMeter.create({
      ...{ engine, id, mounts: start.mounts },
      ...(view && { view }),
      diskBytes: start.server.limits.diskBytes,
    });
    return watchOver(start, {
      ...{ id, attached, meter, release },
      ...(view && { view }),
      ...(egress && { egress }),
    });
  } catch (error) {
    await release();
    throw error;
  }
}

async function openWayOut(
  start: ContainerStart,
): Promise<RunningEgress | undefined> {
  const { server, node, egress, folder } = start;
  if (egress.listeners.length === 0) return undefined;
  if (!node) throw new Error('There is no image for the way out of a server');
  const { user, seccomp, runtime } = server;
  return startEgress({
    ...start,
    ...node,
    ...{ user, seccomp },
    ...(runtime !== undefined && { runtime }),
    labels: { ...server.labels, role: 'egress' },
    listeners: egress.listeners,
    folder: folder.egress,
  });
}

/** Folders of the driver's own nobody exchanges; the operator's have to be looked at once they are mounted. */
async function checkFolders(
  mounts: readonly ResolvedMount[],
  view: HostView | undefined,
): Promise<void> {
  const foreign = mounts.filter(({ isVolume }) => !isVolume);
  if (foreign.length === 0) return;
  if (!view) {
    throw new Error(
      'The profile mounts folders of the machine, and this gateway cannot look whether the engine mounted what was meant: it has to be root, on the same machine. Use volumes.',
    );
  }
  await checkMounts(foreign, view.pid);
}

function watchOver(
  start: ContainerStart,
  parts: {
    id: string;
    attached: Attachment;
    meter: ContainerMeter;
    view?: HostView;
    egress?: RunningEgress;
    release(): Promise<void>;
  },
): ContainerProcess {
  const { meter, view, egress, release } = parts;
  const over = new AbortController();
  const server = ContainerProcess.create({
    ...start,
    ...parts,
    usage: () => meter.usage(),
    ranOutOfMemory: () => (view?.outOfMemory() ?? 0) > 0,
    release: async () => {
      over.abort();
      await release();
    },
  });
  const watch = Watch.start({
    read: () => meter.read(),
    limits: start.server.limits,
    hard: new Set(['memory', 'pids', 'cpu']),
    onOveruse: bound => {
      server.kill(bound);
      start.onOveruse(bound);
    },
    onError: start.onWatchError,
  });
  over.signal.addEventListener('abort', () => watch.stop());
  // A server that cannot reach anything any more had better be started anew.
  void egress?.ended.then(() => server.kill());
  return server;
}
