import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { waitUntil } from '../__testUtils__/waitUntil';
import { applyDatabaseMigrations } from '../database/migrate';
import { hostedServer, programPath } from './__testUtils__/hostedServer';
import { PlainProcessDriver } from './__testUtils__/PlainProcessDriver';
import { DriverSet } from './DriverSet';
import { RuntimeJournal } from './RuntimeJournal';
import { RuntimeJournalStore } from './RuntimeJournalStore';
import { RuntimeKeeper } from './RuntimeKeeper';
import { RuntimeManager } from './RuntimeManager';
import { RuntimeSecrets } from './RuntimeSecrets';
import { RuntimeStore } from './RuntimeStore';
import { targetOf } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const document = {
  ...hostedServer('files', { identifier: 'scripted' }),
  version: 1 as const,
  sequence: 1,
};

describe.each(databases.eachSupportedId())('replicas on %s', id => {
  let database: Knex;
  let store: RuntimeStore;
  let journalStore: RuntimeJournalStore;
  let clock: ManualClock;
  const started: PlainProcessDriver[] = [];

  const replica = (owner: string) => {
    const driver = new PlainProcessDriver({
      scripted: [programPath('scripted')],
    });
    const logger = mockServices.logger.mock();
    const drivers = DriverSet.create({ drivers: [driver], clock });
    const journal = RuntimeJournal.create({
      ...{ store: journalStore, clock, logger },
    });
    const settings = {
      ...{
        idleMs: 600_000,
        idleMsOfServers: new Map(),
        startMs: 20_000,
        drainMs: 5_000,
      },
      ...{ healthMs: 60_000, maxRuntimes: 10, maxPerPerson: 5 },
    };
    const manager = RuntimeManager.create({
      ...{ owner, drivers, settings, journal, clock, logger },
      secrets: RuntimeSecrets.create({ secrets: new Map() }),
      directory: { get: () => document, stops: () => undefined },
      membership: { resolve: async () => undefined },
    });
    const keeper = RuntimeKeeper.create({
      ...{ owner, manager, drivers, store, journal, settings, clock, logger },
      pingMs: 200,
    });
    const use = async () =>
      await manager.acquire({
        target: targetOf(document)!,
        scope: { kind: 'everybody' },
        signal: new AbortController().signal,
      });
    started.push(driver);
    return { driver, keeper, journal, use };
  };
  const events = async () =>
    (await journalStore.events('id-of-files', 50)).map(({ event }) => event);

  beforeEach(async () => {
    database = await databases.init(id);
    await applyDatabaseMigrations(database);
    store = RuntimeStore.create({ database });
    journalStore = RuntimeJournalStore.create({ database });
    clock = new ManualClock();
  });

  afterEach(async () => {
    for (const driver of started.splice(0)) driver.stopAll();
  });

  it('each run their own, show them to all, and obey what is asked elsewhere', async () => {
    const [one, other] = [replica('one'), replica('other')];
    (await one.use()).release();
    (await other.use()).release();
    for (const { keeper } of [one, other]) await keeper.tick();
    expect(await store.list('id-of-files')).toMatchObject([
      { state: 'running', driver: 'sandbox', isolation: 'everybody' },
      { state: 'running' },
    ]);
    await store.ask('id-of-files', 'stop');
    await one.keeper.tick();
    await waitUntil(() => one.driver.alive.length === 0);
    expect(other.driver.alive).toHaveLength(1);
    await other.keeper.tick();
    await waitUntil(() => other.driver.alive.length === 0);
    for (const { keeper } of [one, other]) await keeper.tick();
    expect(await store.list('id-of-files')).toEqual([]);
  });

  it('S6: clear away what one has left that is gone, by its word to the driver, and touch nothing of the living', async () => {
    const [one, other] = [replica('one'), replica('other')];
    (await one.use()).release();
    (await other.use()).release();
    for (const { keeper } of [one, other]) await keeper.tick();
    // The first one dies here: it is not heard of again.
    for (let i = 0; i < 20; i++) {
      clock.advance(5_000);
      await other.keeper.tick();
    }
    await other.journal.flush();
    expect(await events()).toContain('lost');
    expect(await store.list('id-of-files')).toMatchObject([{ owner: 'other' }]);
    const isAlive = other.driver.swept.at(-1);
    expect(isAlive?.('other')).toBe(true);
    expect(isAlive?.('one')).toBe(false);
    expect(isAlive?.('never heard of')).toBe(false);
    expect(other.driver.alive).toHaveLength(1);
    await other.keeper.stop();
    expect(other.driver.alive).toEqual([]);
    expect(await store.list('id-of-files')).toEqual([]);
  });

  it('end one that does not answer any more while nobody uses it', async () => {
    const { keeper, use, driver, journal } = replica('one');
    (await use()).release();
    const [child] = driver.alive;
    child.kill('SIGSTOP');
    for (let i = 0; i < 3; i++) {
      await keeper.tick();
      clock.advance(61_000);
      await new Promise(resolve => setTimeout(resolve, 300));
    }
    await waitUntil(() => driver.alive.length === 0);
    await journal.flush();
    expect(await events()).toContain('unresponsive');
  });

  it('leave one alone that is at work, however long', async () => {
    const { keeper, use, driver } = replica('one');
    const { release } = await use();
    driver.alive[0].kill('SIGSTOP');
    for (let i = 0; i < 4; i++) {
      await keeper.tick();
      clock.advance(61_000);
      await new Promise(resolve => setTimeout(resolve, 250));
    }
    expect(driver.alive).toHaveLength(1);
    release();
  });

  it('go on with their runtimes while the database is away', async () => {
    const { keeper, use, driver } = replica('one');
    (await use()).release();
    const failing = jest
      .spyOn(store, 'save')
      .mockRejectedValue(new Error('the database is away'));
    await keeper.tick();
    expect(driver.alive).toHaveLength(1);
    failing.mockRestore();
    await keeper.tick();
    expect(await store.list('id-of-files')).toHaveLength(1);
  });
});
