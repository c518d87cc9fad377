import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../database/migrate';
import { exampleCall } from './__testUtils__/exampleCall';
import { CallStore } from './CallStore';
import { DatabaseCallRecorder } from './DatabaseCallRecorder';

describe('DatabaseCallRecorder', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  let recorder: DatabaseCallRecorder | undefined;

  afterEach(async () => {
    await recorder?.stop();
    recorder = undefined;
  });

  async function setUp(
    id: Parameters<typeof databases.init>[0],
    options: { capacity?: number; start?: boolean } = {},
  ) {
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    const store = CallStore.create({ database });
    const logger = mockServices.logger.mock();
    const created = DatabaseCallRecorder.create({
      store,
      logger,
      capacity: options.capacity,
      flushMs: 10,
      stopTimeoutMs: 2_000,
    });
    recorder = created;
    if (options.start !== false) created.start();
    const written = async () =>
      (await store.list({ limit: 10_000 })).items
        .map(item => item.id)
        .reverse();
    return {
      store,
      logger,
      recorder: created,
      written,
      fail: () => database.schema.renameTable('calls', 'gone'),
      recover: () => database.schema.renameTable('gone', 'calls'),
    };
  }

  async function until(condition: () => Promise<boolean> | boolean) {
    while (!(await condition())) {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    it('writes many calls by itself, each once', async () => {
      const { recorder: tested, written } = await setUp(databaseId);
      const records = Array.from({ length: 1_234 }, () => exampleCall());
      records.forEach(record => tested.record(record));
      await until(async () => (await written()).length >= records.length);
      expect(await written()).toEqual(records.map(record => record.id));
    });

    it('has an intent in the database before it says so, and completes it', async () => {
      const { recorder: tested, store } = await setUp(databaseId);
      const intent = exampleCall({ outcome: 'pending' });
      await tested.intent(intent);
      expect((await store.get(intent.id))?.outcome).toBe('pending');
      tested.complete({ ...intent, outcome: 'tool-error' });
      await tested.flush();
      expect((await store.get(intent.id))?.outcome).toBe('tool-error');
      expect((await store.list({ limit: 10 })).items).toHaveLength(1);
    });

    it('writes what is queued before it stops', async () => {
      const { recorder: tested, written } = await setUp(databaseId);
      const record = exampleCall();
      tested.record(record);
      await tested.stop();
      expect(await written()).toEqual([record.id]);
    });

    it('is unavailable when the queue is full, recovers, and has lost nothing', async () => {
      const { recorder: tested, ...test } = await setUp(databaseId, {
        capacity: 3,
      });
      await test.fail();
      const records = Array.from({ length: 3 }, () => exampleCall());
      records.forEach(record => tested.record(record));
      expect(tested.isAvailable()).toBe(false);
      await expect(tested.intent(exampleCall())).rejects.toThrow(
        'could not be recorded',
      );
      // A call that was under way when the queue became full is kept.
      const underWay = exampleCall();
      tested.complete(underWay);
      await until(() => test.logger.error.mock.calls.length > 0);
      await test.recover();
      await until(() => tested.isAvailable());
      await tested.flush();
      expect(await test.written()).toEqual(
        [...records, underWay].map(record => record.id),
      );
      // One line about the outage, however often it was tried.
      expect(test.logger.error).toHaveBeenCalledTimes(1);
      expect(test.logger.info).toHaveBeenCalledTimes(1);
    });

    it('counts refusals that a full queue cannot take, and says so', async () => {
      const { recorder: tested, ...test } = await setUp(databaseId, {
        capacity: 1,
        start: false,
      });
      const kept = exampleCall({ decision: 'deny' });
      tested.record(kept);
      tested.record(exampleCall({ decision: 'deny' }));
      await tested.flush();
      expect(await test.written()).toEqual([kept.id]);
      expect(test.logger.error).toHaveBeenCalledWith(
        expect.stringMatching(/^1 refused calls were not recorded/),
      );
    });

    it('gives up at the end of its time and says how much is lost', async () => {
      const { recorder: tested, ...test } = await setUp(databaseId);
      await test.fail();
      tested.record(exampleCall());
      await tested.stop();
      expect(test.logger.error).toHaveBeenLastCalledWith(
        '1 records of calls could not be written before the end',
      );
      recorder = undefined;
    });
  });

  it('keeps a call once although the database hid that it had taken it', async () => {
    const { store } = await setUp('SQLITE_3');
    let failures = 0;
    const tested = DatabaseCallRecorder.create({
      store: {
        insert: record => store.insert(record),
        save: async records => {
          await store.save(records);
          if (failures++ < 2) throw new Error('The connection broke');
        },
      },
      logger: mockServices.logger.mock(),
      flushMs: 1,
    });
    const record = exampleCall();
    tested.record(record);
    await tested.flush();
    expect(failures).toBe(3);
    expect((await store.list({ limit: 10 })).items).toEqual([record]);
  });
});
