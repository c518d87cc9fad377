import {
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  mkdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeEngine } from '../__testUtils__/FakeEngine';
import { EngineClient } from '../engine/EngineClient';
import { type ContainerLabels, writeLabels } from '../plan/labels';
import { Engine } from './Engine';
import { RunFolder } from './RunFolder';
import { startContainer } from './startContainer';
import { sweepContainers } from './sweepContainers';

const ID = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
const INSTANCE = '/srv/state';

/** An engine that did what it was asked for, while nobody learned of it. */
describe('answers of an engine that are lost', () => {
  let engine: FakeEngine;
  let runDirectory: string;
  let removed: string[];
  const labels = (owner: string, runtimeId: string): ContainerLabels => ({
    ...{ instance: INSTANCE, owner, runtimeId },
    server: 'api:default/test',
    role: 'server',
  });
  const listed = (id: string, owner: string, runtimeId: string) => ({
    Id: id,
    Labels: writeLabels(labels(owner, runtimeId)),
  });

  beforeEach(async () => {
    removed = [];
    runDirectory = mkdtempSync(join(tmpdir(), 'sallyport-run-'));
    engine = await FakeEngine.start();
    const remove = (id: string) => {
      removed.push(id);
    };
    for (const id of [ID, OTHER]) {
      engine.on(`DELETE /containers/${id}`, (_, res) => {
        remove(id);
        res.writeHead(204).end();
      });
    }
  });
  afterEach(() => {
    engine.close();
    rmSync(runDirectory, { recursive: true, force: true });
  });

  it('leave no container of a start that failed', async () => {
    engine
      .on('POST /containers/create', (req: any) => req.socket.destroy())
      .on('GET /containers/json', [
        listed(ID, 'me', 'r1'),
        listed(OTHER, 'me', 'r2'),
      ]);
    const folder = await RunFolder.make({
      ...{ runDirectory, runtimeId: 'r1', owner: 'me' },
    });
    const broker = { close: jest.fn(), connect: jest.fn() };
    const limits = {
      ...{ memoryBytes: 1, pids: 1, cpu: 1, openFiles: 1 },
      ...{ fileBytes: 1, tmpBytes: 1, diskBytes: 1 },
    };
    const start = startContainer({
      engine: Engine.create(EngineClient.create(engine)),
      ...{ runtimeId: 'r1', folder, mounts: [] },
      server: {
        ...{ image: `sha256:${ID}`, limits, seccomp: '', env: {}, files: {} },
        ...{ mounts: [], memoryFolders: [], user: { uid: 1, gid: 1 } },
        labels: labels('me', 'r1'),
      },
      egress: { listeners: [], hosts: [], env: {} },
      broker,
      ...{ onOveruse: jest.fn(), onWatchError: jest.fn() },
    });
    await expect(start).rejects.toThrow('cannot be reached');
    expect(removed).toEqual([ID]);
    expect(broker.close).toHaveBeenCalled();
    expect(readdirSync(runDirectory)).toEqual([]);
  });

  it('leave nothing that came later: what is of no runtime here is swept', async () => {
    engine.on('GET /containers/json', [
      listed(ID, 'me', 'late'),
      listed(OTHER, 'me', 'running'),
    ]);
    const swept = await sweepContainers({
      engine: Engine.create(EngineClient.create(engine)),
      ...{ instance: INSTANCE, runDirectory },
      isAlive: () => true,
      isHeld: ({ runtimeId }) => runtimeId === 'running',
    });
    expect([swept, removed]).toEqual([['late'], [ID]]);
  });

  it('S6: what shares a network goes before what it shares, and one that stays keeps no others', async () => {
    const egress = { ...labels('gone', 'r1'), role: 'egress' } as const;
    engine
      .on('GET /containers/json', [
        { Id: ID, Labels: writeLabels(egress) },
        listed(OTHER, 'gone', 'r1'),
        listed('c'.repeat(64), 'gone', 'r2'),
      ])
      .on(`DELETE /containers/${'c'.repeat(64)}`, (_, res) =>
        res.writeHead(500).end('{"message":"busy"}'),
      );
    const sweep = sweepContainers({
      engine: Engine.create(EngineClient.create(engine)),
      ...{ instance: INSTANCE, runDirectory },
      ...{ isAlive: () => false, isHeld: () => true },
    });
    await expect(sweep).rejects.toThrow('busy');
    expect(removed).toEqual([OTHER, ID]);
  });

  it('S6: a folder whose maker died before it wrote down an owner is removed, a new one is not', async () => {
    const long = new Date(Date.now() - 120_000);
    for (const name of ['new', 'old']) mkdirSync(join(runDirectory, name));
    utimesSync(join(runDirectory, 'old'), long, long);
    engine.on('GET /containers/json', []);
    const swept = await sweepContainers({
      engine: Engine.create(EngineClient.create(engine)),
      ...{ instance: INSTANCE, runDirectory },
      isAlive: owner => owner === 'me',
      isHeld: () => true,
    });
    expect([swept, readdirSync(runDirectory)]).toEqual([['old'], ['new']]);
  });
});
