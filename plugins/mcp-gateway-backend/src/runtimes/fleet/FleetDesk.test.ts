import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../../database/migrate';
import { hostedServer } from '../__testUtils__/hostedServer';
import { DriverSet } from '../DriverSet';
import { RuntimeJournal } from '../RuntimeJournal';
import {
  type RuntimeEventEntry,
  RuntimeJournalStore,
} from '../RuntimeJournalStore';
import { type RuntimeRow, RuntimeStore } from '../RuntimeStore';
import { FleetDesk } from './FleetDesk';
import { FleetStore } from './FleetStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const ALL = { seePeople: true, administer: true };

describe.each(databases.eachSupportedId())('the fleet on %s', id => {
  let database: Knex;
  let clock: ManualClock;
  let desk: FleetDesk;
  let store: RuntimeStore;
  let journalStore: RuntimeJournalStore;
  const ask = jest.fn();
  const documents = new Map(
    ['files', 'notes', 'broken'].map(name => {
      const document = hostedServer(name, { identifier: 'scripted' });
      return [
        document.serverRef,
        { ...document, version: 1 as const, sequence: 1 },
      ];
    }),
  );

  const row = (runtimeId: string, over: Partial<RuntimeRow>): RuntimeRow => ({
    ...{ runtime_id: runtimeId, owner: 'a', server_id: 'id-of-files' },
    ...{ server_ref: 'api:default/files', digest: 'sha256:one' },
    ...{ isolation: 'everybody', person: null, state: 'running' },
    ...{ driver: 'sandbox', tier: 'bwrap', asked: null, usage: null },
    bounds: '{"memory":"hard","pids":"hard","cpu":"hard","disk":"none"}',
    started_at: clock.now() - 60_000,
    changed_at: clock.now(),
    ...over,
  });
  const event = (
    name: string,
    what: RuntimeEventEntry['event'],
    ago: number,
    why?: string,
  ): RuntimeEventEntry => ({
    ...{ serverId: `id-of-${name}`, runtimeId: 'r0', event: what },
    ...{ state: 'ended', at: clock.now() - ago, ...(why && { why }) },
  });

  beforeEach(async () => {
    database = await databases.init(id);
    await applyDatabaseMigrations(database);
    clock = new ManualClock();
    store = RuntimeStore.create({ database });
    journalStore = RuntimeJournalStore.create({ database });
    ask.mockClear();
    desk = FleetDesk.create({
      owner: 'a',
      directory: {
        refs: () => [...documents.keys()],
        get: ref => documents.get(ref),
      },
      manager: { ask },
      store,
      fleetStore: FleetStore.create({ database }),
      journal: RuntimeJournal.create({
        ...{ store: journalStore, clock, logger: mockServices.logger.mock() },
      }),
      clock,
    });
    const drivers = JSON.stringify(
      await DriverSet.create({ drivers: [], clock }).report(),
    );
    await store.hear('a', clock.now(), { host: 'one', drivers });
    await store.hear('b', clock.now() - 90_000, { drivers: '{"other":1}' });
    const usage = (memoryBytes: number) =>
      JSON.stringify({
        ...{ memoryBytes, cpuSeconds: 3, cores: 0.25, pids: 2, diskBytes: 1 },
        history: [],
      });
    await store.save([
      row('r1', { usage: usage(1000) }),
      row('r2', {
        ...{ owner: 'b', server_id: 'id-of-notes', isolation: 'person' },
        ...{ server_ref: 'api:default/notes', person: 'user:default/alice' },
        usage: usage(500),
      }),
      row('r3', {
        ...{ server_id: 'id-of-notes', server_ref: 'api:default/notes' },
        ...{ isolation: 'session', person: 'user:default/dave' },
      }),
      row('r4', { server_id: 'id-of-gone', server_ref: 'api:default/gone' }),
    ]);
    await journalStore.addEvents([
      event('files', 'started', 1_000),
      event('files', 'started', 2_000),
      event('files', 'exited', 3_000),
      event('notes', 'exited', 5_000, 'It ended by itself (exit code 1).'),
      event('notes', 'unruly', 4_000, 'It has closed its output.'),
      event('broken', 'failed', 9_000, 'Its package cannot be had.'),
      event('broken', 'failed', 2 * 24 * 60 * 60_000, 'Long ago'),
    ]);
  });

  it('shows every runtime with its server, and how that did in the last day', async () => {
    const fleet = await desk.list({}, ALL);
    expect(fleet.items.map(({ runtimeId }) => runtimeId)).toEqual([
      ...['r1', 'r4', 'r2', 'r3'],
    ]);
    const [files, gone, alices] = fleet.items;
    expect(files).toMatchObject({
      ...{ replica: 'a', isolation: 'shared', people: 0, tier: 'bwrap' },
      server: { owner: 'user:default/bob', starts: 2, failures: 0 },
      usage: { memoryBytes: 1000, cores: 0.25 },
    });
    expect(files.usage).not.toHaveProperty('history');
    expect(files.server).not.toHaveProperty('lastFailure');
    expect(gone.server).toMatchObject({ title: 'api:default/gone' });
    expect(alices).toMatchObject({
      ...{ isolation: 'per-user', person: 'user:default/alice', people: 2 },
      server: {
        failures: 2,
        lastFailure: { event: 'unruly', why: 'It has closed its output.' },
      },
    });
    expect(fleet.totals).toEqual({
      ...{ runtimes: 4, memoryBytes: 1500, cores: 0.5, pids: 4 },
    });
    expect(fleet.drivers).toMatchObject([
      { kind: 'sandbox', totals: { runtimes: 4 } },
    ]);
    expect(fleet).toMatchObject({ isCut: false, mayAdminister: true });
  });

  it('shows replicas, the dead too, and passes over what it does not understand of them', async () => {
    const { replicas } = await desk.list({}, ALL);
    expect(replicas).toMatchObject([
      {
        ...{ id: 'a', host: 'one', isAlive: true, isThis: true, drivers: [] },
        totals: { runtimes: 3, memoryBytes: 1000 },
      },
      {
        ...{ id: 'b', isAlive: false, isThis: false, drivers: [] },
        totals: { runtimes: 1, memoryBytes: 500 },
      },
    ]);
  });

  it('names servers that failed and have no runtime', async () => {
    const { down } = await desk.list({}, ALL);
    expect(down).toMatchObject([
      {
        ...{ serverRef: 'api:default/broken', starts: 0, failures: 1 },
        lastFailure: { event: 'failed', why: 'Its package cannot be had.' },
      },
    ]);
  });

  it('names nobody to those who may not know, and counts them', async () => {
    const fleet = await desk.list({}, { seePeople: false, administer: false });
    expect(JSON.stringify(fleet)).not.toMatch(/alice|dave/);
    expect(fleet.items.map(({ people }) => people)).toEqual([0, 0, 2, 2]);
    expect(fleet.mayAdminister).toBe(false);
  });

  it('asks the replica of one runtime and no other, and says when there is none', async () => {
    await desk.ask('r2', 'stop', 'user:default/erin');
    expect(ask).toHaveBeenCalledWith(
      ...([
        'stop',
        { runtimeId: 'r2' },
        'user:default/erin wants it.',
      ] as const),
    );
    expect(await store.takeAsked('b')).toEqual([
      { runtimeId: 'r2', asked: 'stop' },
    ]);
    expect(await store.takeAsked('a')).toEqual([]);
    await expect(
      desk.ask('nothing', 'stop', 'user:default/erin'),
    ).rejects.toThrow('no such runtime');
  });

  it('finds lines whatever stands in them, and sums up destinations', async () => {
    const line = (text: string, runtimeId = 'r1') => ({
      ...{ serverId: 'id-of-files', runtimeId, text, at: clock.now() },
    });
    await journalStore.addLines([
      ...[line('100% Done'), line('100 done'), line('a_b'), line('aXb', 'r9')],
    ]);
    const texts = async (filter: { search?: string; runtimeId?: string }) =>
      (await journalStore.lines('id-of-files', 10, filter)).map(
        ({ text }) => text,
      );
    expect(await texts({ search: '100% d' })).toEqual(['100% Done']);
    expect(await texts({ search: 'A_B' })).toEqual(['a_b']);
    expect(await texts({ runtimeId: 'r9' })).toEqual(['aXb']);
    expect(await texts({ search: "'; drop table runtimes" })).toEqual([]);
    const to = (at: number, allowed: boolean, count: number) => ({
      ...{ serverId: 'id-of-files', runtimeId: 'r1', host: 'a.example' },
      ...{ port: 443, at, allowed, count, ...(!allowed && { why: 'No' }) },
    });
    await journalStore.addEgress([
      ...[to(1_000, true, 2), to(5_000, true, 3), to(3_000, false, 1)],
    ]);
    expect(await journalStore.destinations('id-of-files', 10)).toEqual([
      {
        ...{ host: 'a.example', port: 443, allowed: true, count: 5 },
        ...{ firstAt: 1_000, lastAt: 5_000 },
      },
      {
        ...{ host: 'a.example', port: 443, allowed: false, why: 'No' },
        ...{ count: 1, firstAt: 3_000, lastAt: 3_000 },
      },
    ]);
  });
});
