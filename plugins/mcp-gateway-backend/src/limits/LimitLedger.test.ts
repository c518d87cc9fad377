import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { leaseSize } from './leaseSize';
import { LimitCounters } from './LimitCounters';
import { LimitLedger } from './LimitLedger';
import type { Charge } from './types';

jest.setTimeout(120_000);

const charge = (calls: number, weight = 1, key = 'alice'): Charge => ({
  key,
  rule: { scope: 'person', calls, perSeconds: 60 },
  weight,
});

describe('LimitLedger', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    const running: LimitLedger[] = [];

    async function reset() {
      for (const ledger of running.splice(0)) await ledger.stop();
      await database('limit_counters').delete();
      await database('limit_replicas').delete();
    }

    beforeEach(reset);

    async function replicas(count: number, counters?: LimitCounters) {
      const clock = new ManualClock();
      const ledgers = Array.from({ length: count }, () =>
        LimitLedger.create({
          counters: counters ?? LimitCounters.create({ database }),
          clock,
          logger: mockServices.logger.mock(),
        }),
      );
      running.push(...ledgers);
      const tick = async (ms = 1_000) => {
        clock.advance(ms);
        for (const ledger of ledgers) await ledger.settle();
      };
      // Twice: the first did not know of the others yet.
      await tick(0);
      await tick();
      return { clock, ledgers, tick };
    }

    const spend = (ledger: LimitLedger | undefined, item: Charge) =>
      ledger?.take([item]) === undefined;

    it('is exact with one replica, whatever is settled when', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 60 }),
          fc.array(fc.constantFrom(1, 2, 5, 'settle' as const), {
            minLength: 40,
            maxLength: 80,
          }),
          async (calls, steps) => {
            await reset();
            const { ledgers, tick } = await replicas(1);
            let spent = 0;
            for (const step of steps) {
              if (step === 'settle') {
                await tick(10);
                continue;
              }
              const weight = Math.min(step, calls);
              const fits = spent + weight <= calls;
              let passed = spend(ledgers[0], charge(calls, step));
              // What was reserved is used up by many calls at once: the next settlement brings more.
              if (!passed && calls > 20) {
                await tick(10);
                passed = spend(ledgers[0], charge(calls, step));
              }
              expect(passed).toBe(fits);
              if (fits) spent += weight;
            }
          },
        ),
        { numRuns: 25, seed: 3 },
      );
    });

    it('lets replicas exceed a limit by no more than their leases, in any interleaving', async () => {
      let most = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 200 }),
          fc.array(
            fc.record({
              replica: fc.integer({ min: 0, max: 1 }),
              burst: fc.integer({ min: 1, max: 60 }),
              weight: fc.constantFrom(1, 2, 5),
              // Calls go on while a settlement is under way.
              how: fc.constantFrom('call', 'settle', 'both', 'all' as const),
            }),
            { minLength: 10, maxLength: 40 },
          ),
          async (calls, steps) => {
            await reset();
            const { ledgers, clock } = await replicas(2);
            let spent = 0;
            for (const { replica, burst, weight, how } of steps) {
              const ledger = ledgers[replica];
              const settling = {
                call: () => undefined,
                settle: () => ledger?.settle(),
                both: () => ledger?.settle(),
                // Replicas settle at the same moment too.
                all: () => Promise.all(ledgers.map(one => one.settle())),
              }[how]();
              if (how !== 'settle') {
                for (let i = 0; i < burst; i++) {
                  if (spend(ledger, charge(calls, weight))) {
                    spent += Math.min(weight, calls);
                  }
                }
              }
              clock.advance(how === 'settle' ? 600 : 0);
              await settling;
            }
            most = Math.max(most, spent / calls);
            expect(spent).toBeLessThanOrEqual(calls + 2 * leaseSize(calls, 2));
          },
        ),
        { numRuns: 40, seed: 11 },
      );
      // It must have come to the limit, else it proves nothing.
      expect(most).toBeGreaterThanOrEqual(1);
    });

    it('gives one replica nearly everything when the other is idle, and counts it for both', async () => {
      const { ledgers, tick } = await replicas(2);
      const [one, other] = ledgers;
      let spent = 0;
      for (let second = 0; second < 40; second++) {
        while (spend(one, charge(100))) spent += 1;
        await tick();
      }
      expect(spent).toBe(100);
      // The other begins with its first lease, and no more.
      let more = 0;
      for (let second = 0; second < 5; second++) {
        while (spend(other, charge(100))) more += 1;
        await tick();
      }
      expect(more).toBeLessThanOrEqual(leaseSize(100, 2));
    });

    it('takes back what an idle replica reserved', async () => {
      const { ledgers, tick } = await replicas(2);
      expect(spend(ledgers[1], charge(100))).toBe(true);
      await tick();
      for (let second = 0; second < 5; second++) await tick();
      let spent = 0;
      for (let second = 0; second < 40; second++) {
        while (spend(ledgers[0], charge(100))) spent += 1;
        await tick();
      }
      expect(spent).toBeGreaterThanOrEqual(100 - 1 - Math.ceil(100 / 8));
      expect(spent).toBeLessThanOrEqual(99);
    });

    it('counts nothing where one of several limits is used up', async () => {
      const { ledgers } = await replicas(1);
      const [ledger] = ledgers;
      const both = [charge(10, 1, 'wide'), charge(2, 1, 'narrow')];
      expect(ledger?.take(both)).toBeUndefined();
      expect(ledger?.take(both)).toBeUndefined();
      expect(ledger?.take(both)?.rule.calls).toBe(2);
      let left = 0;
      while (spend(ledger, charge(10, 1, 'wide'))) left += 1;
      expect(left).toBe(8);
    });

    it('says when to come back, and begins anew then', async () => {
      const { ledgers, clock, tick } = await replicas(1);
      const [ledger] = ledgers;
      expect(spend(ledger, charge(1))).toBe(true);
      await tick(0);
      const left = 60 - (Math.floor(clock.now() / 1000) % 60);
      expect(ledger?.take([charge(1)])?.retryAfterSeconds).toBe(left);
      clock.advance(left * 1000 - 1);
      expect(spend(ledger, charge(1))).toBe(false);
      clock.advance(1);
      expect(spend(ledger, charge(1))).toBe(true);
    });

    it('E7: a replica that begins anew knows what was spent before it', async () => {
      const first = await replicas(1);
      expect(spend(first.ledgers[0], charge(3))).toBe(true);
      expect(spend(first.ledgers[0], charge(3))).toBe(true);
      await first.ledgers[0]?.stop();
      const { ledgers, tick } = await replicas(1);
      let spent = 0;
      for (let second = 0; second < 5; second++) {
        while (spend(ledgers[0], charge(3))) spent += 1;
        await tick();
      }
      // The first lease of a replica that is alone is the whole limit, once.
      expect(spent).toBeLessThanOrEqual(3);
    });

    it('leaves to others what a replica that died had not spent, but for a part', async () => {
      const first = await replicas(1);
      for (let second = 0; second < 3; second++) {
        for (let i = 0; i < 10; i++) spend(first.ledgers[0], charge(1000));
        await first.tick();
      }
      // Killed: it settles nothing more and gives nothing back.
      running.length = 0;
      const { ledgers, tick } = await replicas(2);
      let spent = 0;
      for (let second = 0; second < 40; second++) {
        while (spend(ledgers[0], charge(1000))) spent += 1;
        await tick();
      }
      expect(spent).toBeGreaterThanOrEqual(1000 - 30 - 250);
    });

    it('leaves to others all that a replica had not spent when it ends', async () => {
      const first = await replicas(1);
      for (let i = 0; i < 10; i++) spend(first.ledgers[0], charge(1000));
      await first.tick();
      for (let i = 0; i < 10; i++) spend(first.ledgers[0], charge(1000));
      await first.ledgers[0]?.stop();
      const row = await database('limit_counters').first('taken');
      expect(Number(row?.taken)).toBe(20);
    });

    it('keeps to its own part while the database is away, and makes up for it afterwards', async () => {
      const counters = LimitCounters.create({ database });
      const { settle, countReplicas } = counters;
      let isDown = false;
      const check = () => {
        if (isDown) throw new Error('The database is gone');
      };
      counters.settle = async asked => {
        check();
        return await settle.call(counters, asked);
      };
      counters.countReplicas = async (id, now) => {
        check();
        return await countReplicas.call(counters, id, now);
      };
      const { ledgers, tick, clock } = await replicas(2, counters);
      isDown = true;
      for (let second = 0; second < 5; second++) await tick();
      clock.advance(60_000 - (clock.now() % 60_000));
      const counts = [0, 0];
      for (let second = 0; second < 5; second++) {
        ledgers.forEach((ledger, index) => {
          while (spend(ledger, charge(100))) counts[index]! += 1;
        });
        await tick();
      }
      expect(counts).toEqual([50, 50]);
      isDown = false;
      await tick();
      await tick();
      const row = await database('limit_counters').first('taken');
      expect(Number(row?.taken)).toBeGreaterThanOrEqual(100);
      let more = 0;
      for (let second = 0; second < 5; second++) {
        for (const ledger of ledgers) while (spend(ledger, charge(100))) more++;
        await tick();
      }
      expect(more).toBeLessThanOrEqual(leaseSize(100, 2));
    });

    it('forgets windows that are over', async () => {
      const { ledgers, tick } = await replicas(1);
      expect(spend(ledgers[0], charge(5))).toBe(true);
      await tick();
      expect(await database('limit_counters').select()).toHaveLength(1);
      await tick(180_000);
      expect(await database('limit_counters').select()).toHaveLength(0);
    });
  });
});
