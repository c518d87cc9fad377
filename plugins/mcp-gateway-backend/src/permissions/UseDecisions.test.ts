import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { activeServer } from '../__testUtils__/documents';
import { applyDatabaseMigrations } from '../database/migrate';
import { TestClock } from '../tokens/__testUtils__/TestClock';
import { UseDecisions } from './UseDecisions';
import { UseDecisionStore } from './UseDecisionStore';

jest.setTimeout(60_000);

const ALICE = 'user:default/alice';
const ALLOW = '{"result":"ALLOW"}';
const DENY = '{"result":"DENY"}';
const document: AccessDocument = {
  ...activeServer('orders', 'http://up.example/mcp'),
  version: 1,
  sequence: 1,
};

describe('UseDecisions', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let store: UseDecisionStore;
    let clock: TestClock;
    const running: UseDecisions[] = [];

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      await database('use_decisions').delete();
      await database('use_decision_head').update({ head: 0 });
      store = UseDecisionStore.create({ database });
      clock = new TestClock();
    });

    afterEach(async () => {
      for (const replica of running.splice(0)) await replica.stop();
    });

    const replica = (isOn = true) => {
      const logger = mockServices.logger.mock();
      const find = jest.spyOn(store, 'find');
      const decisions = UseDecisions.create({ store, isOn, clock, logger });
      running.push(decisions);
      return { decisions, logger, find };
    };
    const keep = (decision: string, userRef = ALICE) =>
      store.put({ userRef, decision, askedAt: clock.now() });
    const effectOf = async (decisions: UseDecisions, userRef = ALICE) =>
      (await decisions.of(userRef)).evaluate(document).effect;

    it('says nothing of who was never asked about, and keeps what was said of each person', async () => {
      const { decisions } = replica();
      await decisions.start();
      const before = await decisions.of(ALICE);
      expect(before.evaluate(document)).toEqual({
        effect: 'skip',
        detail: 'the portal has not been asked about this person yet',
      });
      decisions.take(await keep(DENY));
      decisions.take(await keep(ALLOW, 'user:default/bob'));
      expect(await effectOf(decisions, 'User:default/Alice')).toBe('deny');
      expect(await effectOf(decisions, 'user:default/bob')).toBe('allow');
      // What a call or a stream holds is what decides now.
      expect(before.evaluate(document).effect).toBe('deny');
    });

    it('asks the database once for each person, and not for those whom nobody was asked about', async () => {
      await keep(ALLOW);
      const { decisions, find } = replica();
      await decisions.start();
      for (const person of [ALICE, ALICE, 'user:default/dave']) {
        await decisions.of(person);
        await decisions.of(person);
      }
      expect(find.mock.calls.map(([ref]) => ref)).toEqual([
        ALICE,
        'user:default/dave',
      ]);
    });

    it('holds on another replica with its next reading, whether they were known there or not', async () => {
      await keep(ALLOW);
      const { decisions, find } = replica();
      await decisions.start();
      const held = await decisions.of(ALICE);
      expect(await effectOf(decisions, 'user:default/dave')).toBe('skip');
      await keep(DENY);
      await keep(DENY, 'user:default/dave');
      await decisions.poll();
      find.mockClear();
      expect(held.evaluate(document).effect).toBe('deny');
      expect(await effectOf(decisions, 'user:default/dave')).toBe('deny');
      expect(find).not.toHaveBeenCalled();
    });

    it('reads many changes at once', async () => {
      const { decisions, find } = replica();
      await decisions.start();
      const people = Array.from(
        { length: 401 },
        (_, at) => `user:default/${at}`,
      );
      for (const person of people) await keep(DENY, person);
      await decisions.poll();
      find.mockClear();
      expect(await effectOf(decisions, people[400])).toBe('deny');
      expect(find).not.toHaveBeenCalled();
    });

    it('asks about each call while changes cannot be read, and lets nobody through when that fails as well', async () => {
      await keep(ALLOW);
      const { decisions, find, logger } = replica();
      await decisions.start();
      expect(await effectOf(decisions)).toBe('allow');
      const reading = jest
        .spyOn(store, 'changedAfter')
        .mockRejectedValue(new Error('connection lost'));
      await keep(DENY);
      clock.advance(2_000);
      await decisions.poll();
      await decisions.poll();
      expect(await effectOf(decisions)).toBe('deny');
      find.mockRejectedValueOnce(new Error('connection lost'));
      await expect(decisions.of(ALICE)).rejects.toThrow('connection lost');
      expect(logger.warn).toHaveBeenCalledTimes(1);

      reading.mockRestore();
      await decisions.poll();
      find.mockClear();
      expect(await effectOf(decisions)).toBe('deny');
      expect(find).not.toHaveBeenCalled();
    });

    it('holds nothing before it follows changes', async () => {
      await keep(ALLOW);
      const { decisions } = replica();
      expect(await effectOf(decisions)).toBe('allow');
      await keep(DENY);
      expect(await effectOf(decisions)).toBe('deny');
    });

    it('a reading that a change has overtaken does not come back', async () => {
      await keep(ALLOW);
      const { decisions, find } = replica();
      await decisions.start();
      const old = await store.find(ALICE);
      let answer: (row: typeof old) => void = () => {};
      find.mockImplementationOnce(
        () => new Promise(resolve => (answer = resolve)),
      );
      const asked = decisions.of(ALICE);
      await keep(DENY);
      await decisions.poll();
      answer(old);
      expect((await asked).evaluate(document).effect).toBe('deny');
      expect(await effectOf(decisions)).toBe('deny');
    });

    it('of two that were asked for at once, the later counts', async () => {
      const early = clock.now();
      clock.advance(1);
      await keep(DENY);
      const kept = await store.put({
        ...{ userRef: ALICE, decision: ALLOW, askedAt: early },
      });
      expect(kept).toMatchObject({ decision: DENY, askedAt: early + 1 });
      expect(await store.find(ALICE)).toEqual(kept);
    });

    it('numbers changes that happen at once in the order of their commits', async () => {
      await Promise.all(
        Array.from({ length: 8 }, (_, at) => keep(DENY, `user:default/${at}`)),
      );
      const rows = await store.changedAfter(0, 100);
      expect(rows.map(({ sequence }) => sequence)).toEqual([
        ...[1, 2, 3, 4, 5, 6, 7, 8],
      ]);
      expect(await store.head()).toBe(8);
    });

    it('forgets who has not been asked about for long', async () => {
      await keep(DENY);
      clock.advance(1_000);
      await keep(DENY, 'user:default/bob');
      await store.deleteAskedBefore(clock.now());
      expect(await store.find(ALICE)).toBeUndefined();
      expect(await store.find('user:default/bob')).toBeDefined();
    });

    it('says nothing of anybody where the permission framework is off, whatever was kept (invariant 12)', async () => {
      await keep(DENY);
      const { decisions, find } = replica(false);
      await decisions.start();
      expect((await decisions.of(ALICE)).evaluate(document)).toEqual({
        effect: 'skip',
        detail: 'permission.enabled is not true',
      });
      expect(find).not.toHaveBeenCalled();
    });
  });
});
