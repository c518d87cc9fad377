import { lookup } from 'node:dns/promises';
import { chown, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import {
  EgressBroker,
  egressPlan,
  type NpmInstaller,
  type NpmRun,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Engine } from '../driver/Engine';
import type { ReadyEngine } from '../driver/EngineProbe';
import { RunFolder } from '../driver/RunFolder';
import { sharesNetwork } from '../driver/profileProblems';
import { startContainer } from '../driver/startContainer';
import { planInstall } from '../plan/planInstall';
import type {
  DockerSettings,
  NodeImageSettings,
} from '../settings/DockerSettings';
import { installOwner } from './installOwner';

/** Every engine of Docker's has it; nothing of a package runs while it is installed. */
const USUAL_RUNTIME = 'runc';
/** So long after its time an installation may be on its way to its end. */
const MARGIN_MS = 60_000;

/** What an installation needs of the driver. */
export interface InstallRoom {
  readonly engine: Engine;
  readonly ready: ReadyEngine;
  readonly settings: DockerSettings;
  readonly image: NodeImageSettings;
  /** Digest of that image's content, when it is there. */
  imageId(): Promise<string>;
}

/** Runs npm of the image with Node in containers, each with a network that leads to the registry alone. */
export function npmInContainer(room: InstallRoom): NpmInstaller {
  return { start: run => start(run, room) };
}

async function start(run: NpmRun, room: InstallRoom) {
  const { engine, ready, settings, image } = room;
  const { user, runDirectory, directory } = settings;
  const { id, folder } = run;
  // Docker refuses to give more cores than there are.
  const limits = {
    ...run.limits,
    cpu: Math.min(run.limits.cpu, cpus().length),
  };
  const imageId = await room.imageId();
  const egress = egressPlan(run.reach);
  const owner = installOwner(
    Date.now() + settings.packages.timeoutMs + MARGIN_MS,
  );
  if (process.getuid?.() === 0) await chown(folder, user.uid, user.gid);
  const { dev, ino } = await stat(folder);
  const runtime = sharesNetwork(ready.runtime)
    ? settings.runtime
    : USUAL_RUNTIME;
  return startContainer({
    ...{ runtimeId: id, engine, egress },
    folder: await RunFolder.make({ runDirectory, runtimeId: id, owner }),
    mounts: [
      {
        source: folder,
        inside: run.inside,
        isWritable: true,
        device: dev,
        inode: ino,
        isVolume: true,
      },
    ],
    node: { image: imageId, node: image.node },
    server: {
      ...planInstall({ run, image, egressEnv: egress.env }),
      ...{ image: imageId, user, limits },
      seccomp: ready.seccomp,
      ...(runtime !== undefined && { runtime }),
      labels: {
        ...{ instance: directory, owner, runtimeId: id },
        ...{ server: 'npm', role: 'server' },
      },
    },
    broker: EgressBroker.create({
      egress: run.reach,
      // The operator named the registry, in npm's configuration or in ours.
      opened: 'named',
      resolve: host => lookup(host, { all: true }),
      onEvent: ({ allowed, host, port }) => {
        if (!allowed) run.onRefused(`${host}:${port}`);
      },
    }),
    // What ended it is said with its end.
    onOveruse: () => {},
    onWatchError: () => {},
  });
}
