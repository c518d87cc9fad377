import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { others, owner } from './__testUtils__/owner';
import { Sessions } from './Sessions';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TABLES = ['session_uses', 'session_ends'];
const begun = { era: 'legacy', upstreamId: 'upstream-1' } as const;

describe('Sessions', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let clock: ManualClock;
    let running: Sessions[];

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      clock = new ManualClock();
      running = [];
      for (const table of [...TABLES, 'seal_keys']) {
        await database(table).delete();
      }
    });

    afterEach(async () => {
      for (const sessions of running) await sessions.stop();
    });

    async function replica(from: Knex = database) {
      const sessions = Sessions.create({
        database: from,
        settings: { maxMs: 24 * HOUR_MS, idleMs: HOUR_MS },
        logger: mockServices.logger.mock(),
        clock,
      });
      running.push(sessions);
      await sessions.start();
      return sessions;
    }

    /** As the timer does, without waiting for it. */
    const tick = async (ms: number, ...replicas: Sessions[]) => {
      clock.advance(ms);
      for (const sessions of replicas) await sessions.tick();
    };

    it('E5: opens on every replica, for its owner alone', async () => {
      const [one, other] = [await replica(), await replica()];
      const id = one.begin(begun, owner);
      expect(await other.find(id, owner)).toMatchObject({
        upstreamId: 'upstream-1',
        sealed: id,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      for (const [, stranger] of others) {
        expect(await other.find(id, stranger)).toBeUndefined();
      }
    });

    it('E5: is known at once to a replica that does not know its key yet', async () => {
      const early = Sessions.create({
        database,
        settings: { maxMs: HOUR_MS, idleMs: HOUR_MS },
        logger: mockServices.logger.mock(),
        clock,
      });
      const one = await replica();
      expect(await early.find(one.begin(begun, owner), owner)).toBeDefined();
    });

    it('E5: ended here at once, and on other replicas after their next look', async () => {
      const [one, other] = [await replica(), await replica()];
      const id = one.begin(begun, owner);
      const session = await one.find(id, owner);
      expect(await other.find(id, owner)).toBeDefined();

      await one.end(session!);
      expect(await one.find(id, owner)).toBeUndefined();
      await tick(1_000, other);
      expect(await other.find(id, owner)).toBeUndefined();
      // One that starts afterwards knows too.
      expect(await (await replica()).find(id, owner)).toBeUndefined();
    });

    it('E5: stays ended until it is idle and too old anyway, however often it is tried', async () => {
      const [one, other] = [await replica(), await replica()];
      const id = one.begin(begun, owner);
      await one.end((await one.find(id, owner))!);
      for (let minute = 0; minute < 26 * 60; minute += 10) {
        await tick(10 * MINUTE_MS, one, other);
        await one.cleanUp();
        expect(await one.find(id, owner)).toBeUndefined();
        expect(await other.find(id, owner)).toBeUndefined();
      }
      expect(await database('session_ends').select()).toEqual([]);
    });

    it('lasts while it is used, on whichever replica, but no longer than a day', async () => {
      const [one, other] = [await replica(), await replica()];
      const id = one.begin(begun, owner);
      for (let minute = 40; minute < 24 * 60; minute += 40) {
        await tick(40 * MINUTE_MS, one, other);
        const turn = (minute / 40) % 2 ? one : other;
        expect(await turn.find(id, owner)).toBeDefined();
        await tick(15_000, one, other);
      }
      await tick(40 * MINUTE_MS, one, other);
      expect(await one.find(id, owner)).toBeUndefined();
      expect(await other.find(id, owner)).toBeUndefined();
    });

    it('ends for good without use', async () => {
      const [one, other] = [await replica(), await replica()];
      const [used, unused] = [one.begin(begun, owner), one.begin(begun, owner)];
      await tick(50 * MINUTE_MS, one, other);
      expect(await one.find(used, owner)).toBeDefined();
      await tick(15 * MINUTE_MS, one, other);
      expect(await other.find(unused, owner)).toBeUndefined();
      expect(await other.find(used, owner)).toBeDefined();
      await tick(65 * MINUTE_MS, one, other);
      for (const sessions of [one, other, await replica()]) {
        expect(await sessions.find(used, owner)).toBeUndefined();
        expect(await sessions.find(unused, owner)).toBeUndefined();
      }
    });

    it('E6: one that is abandoned leaves nothing behind, one that was used cleans itself up', async () => {
      const one = await replica();
      for (let count = 0; count < 50; count++) {
        const id = one.begin(begun, owner);
        // The client's first messages, and then nothing more.
        expect(await one.find(id, owner)).toBeDefined();
      }
      await tick(20_000, one);
      for (const table of TABLES) {
        expect(await database(table).select()).toEqual([]);
      }
      const id = one.begin(begun, owner);
      await tick(5 * MINUTE_MS, one);
      await one.find(id, owner);
      await tick(20_000, one);
      expect(await database('session_uses').select()).toHaveLength(1);
      await tick(2 * HOUR_MS, one);
      await one.cleanUp();
      expect(await database('session_uses').select()).toEqual([]);
    });

    it('writes neither ids nor what is in them', async () => {
      const one = await replica();
      const id = one.begin(begun, owner);
      await tick(MINUTE_MS, one);
      await one.find(id, owner);
      await tick(20_000, one);
      await one.end((await one.find(id, owner))!);
      const rows = await Promise.all(TABLES.map(name => database(name)));
      const text = JSON.stringify(rows);
      expect(text).toContain('hash');
      expect(text).not.toContain(id);
      expect(text).not.toContain('upstream-1');
    });

    it('asks the database nothing about sessions in use', async () => {
      const one = await replica();
      const id = one.begin(begun, owner);
      const asked: string[] = [];
      const note = ({ sql }: { sql: string }) => asked.push(sql);
      database.on('query', note);
      for (let count = 0; count < 100; count++) await one.find(id, owner);
      database.off('query', note);
      expect(asked).toEqual([]);
    });
  });

  describe('while the database is away', () => {
    it('goes on with sessions that this replica knows, refuses the others, and catches up', async () => {
      const database = await databases.init('SQLITE_3');
      await applyDatabaseMigrations(database);
      let isAway = false;
      const flaky = new Proxy(database, {
        apply: (target, self, args) => {
          if (isAway) throw new Error('connection lost');
          return Reflect.apply(target, self, args);
        },
        get: (target, name) => {
          if (isAway && name === 'transaction') {
            return async () => {
              throw new Error('connection lost');
            };
          }
          return Reflect.get(target, name);
        },
      });
      const clock = new ManualClock();
      const create = (from: Knex) =>
        Sessions.create({
          database: from,
          settings: { maxMs: HOUR_MS, idleMs: HOUR_MS },
          logger: mockServices.logger.mock(),
          clock,
        });
      const [one, other] = [create(flaky), create(database)];
      await one.start();
      await other.start();
      const [known, ended, unknown] = [1, 2, 3].map(() =>
        one.begin(begun, owner),
      ) as [string, string, string];
      await one.find(known, owner);
      const session = await one.find(ended, owner);

      isAway = true;
      clock.advance(3_000);
      await one.tick();
      expect(await one.find(known, owner)).toBeDefined();
      await expect(one.find(unknown, owner)).rejects.toThrow('connection lost');
      await one.end(session!);
      expect(await one.find(ended, owner)).toBeUndefined();

      isAway = false;
      clock.advance(1_000);
      await one.tick();
      await other.tick();
      expect(await other.find(ended, owner)).toBeUndefined();
      expect(await one.find(unknown, owner)).toBeDefined();
      await one.stop();
      await other.stop();
    });
  });
});
