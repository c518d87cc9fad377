import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../../database/migrate';
import { type ConfirmationRow, ConfirmationStore } from './ConfirmationStore';
import { CountStore } from './CountStore';
import { ReadStore } from './ReadStore';

jest.setTimeout(120_000);

const NOW = 1_000_000;

describe('what rules know of the past', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    describe('counts', () => {
      const asked = (key: string, max: number) => ({ key, max, endsAt: 2_000 });

      it('let no more than so many through, however many come at once', async () => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.integer({ min: 1, max: 4 }),
            fc.array(fc.integer({ min: 1, max: 6 }), {
              minLength: 1,
              maxLength: 5,
            }),
            async (max, bursts) => {
              run += 1;
              const key = `burst ${run}`;
              // Two replicas, as far as a database can tell.
              const stores = [0, 1].map(() => CountStore.create({ database }));
              let passed = 0;
              for (const burst of bursts) {
                const before = await Promise.all(
                  Array.from({ length: burst }, (_, index) =>
                    stores[index % 2].take([asked(key, max)]),
                  ),
                );
                passed += before.filter(each => each.get(key)! < max).length;
              }
              const sent = bursts.reduce((sum, burst) => sum + burst, 0);
              expect(passed).toBe(Math.min(max, sent));
            },
          ),
          { numRuns: 25, seed: 7 },
        );
      });

      it('count nothing where one of several is used up, in whatever order they come', async () => {
        const store = CountStore.create({ database });
        const wide = asked('wide', 10);
        const narrow = asked('narrow', 1);
        const [first, second, third] = await Promise.all([
          store.take([wide, narrow]),
          store.take([narrow, wide]),
          store.take([wide, narrow]),
        ]);
        const all = [first, second, third].map(each => each.get('narrow'));
        expect(all.sort()).toEqual([0, 1, 1]);
        expect((await store.take([wide])).get('wide')).toBe(1);
      });

      it('are forgotten when their window is over', async () => {
        const store = CountStore.create({ database });
        await store.take([asked('old', 1)]);
        await store.deleteEnded(1_999);
        expect((await store.take([asked('old', 1)])).get('old')).toBe(1);
        await store.deleteEnded(2_000);
        expect((await store.take([asked('old', 1)])).get('old')).toBe(0);
      });
    });

    describe('reads', () => {
      const mark = (key: string, at: number, serverRef = 'api:default/a') => ({
        ...{ key, at, serverRef, userRef: 'user:default/alice' },
        ...{ ruleId: 'leak', lastsMs: 1_000 },
      });

      it('keep the latest, whichever is written last', async () => {
        const store = ReadStore.create({ database });
        await store.mark([mark('one', 20, 'api:default/b'), mark('two', 5)]);
        await store.mark([mark('two', 9), mark('one', 10)]);
        await store.mark([]);
        expect(await store.latest(['one', 'two', 'three'])).toEqual(
          new Map([
            ['one', { at: 20, serverRef: 'api:default/b' }],
            ['two', { at: 9, serverRef: 'api:default/a' }],
          ]),
        );
        await store.deleteOld(1_009);
        expect([...(await store.latest(['one', 'two'])).keys()]).toEqual([
          'one',
        ]);
      });

      it('of many replicas at once do not wait for each other', async () => {
        const keys = ['a', 'b', 'c', 'd'];
        await Promise.all(
          Array.from({ length: 12 }, (_, index) => {
            const turned = index % 2 ? [...keys].reverse() : keys;
            return ReadStore.create({ database }).mark(
              turned.map(key => mark(key, 100 + index)),
            );
          }),
        );
        const found = await ReadStore.create({ database }).latest(keys);
        expect([...found.values()].map(({ at }) => at)).toEqual([
          ...[111, 111, 111, 111],
        ]);
      });
    });

    describe('confirmations', () => {
      let count = 0;
      const row = (part: Partial<ConfirmationRow> = {}): ConfirmationRow => {
        count += 1;
        return {
          ...{ id: `id-${count}`, scope: `scope-${count}` },
          ...{ user_ref: 'user:default/alice', rule_id: 'ask' },
          ...{ rule_title: 'Ask', server_ref: 'api:default/a', name: 'wipe' },
          ...{ application: null, actor_ref: null, decision: 'approve' },
          ...{ decided_at: NOW, expires_at: NOW + 1_000 },
          ...part,
        };
      };
      const link = (hash: string) => ({ hash, expiresAt: NOW + 500 });

      beforeEach(async () => {
        await database('guard_confirmations').delete();
        await database('guard_links').delete();
      });

      it('take one answer from a link, of many that come at once', async () => {
        const store = ConfirmationStore.create({ database });
        const answers = await Promise.all(
          (['approve', 'deny', 'approve'] as const).map(decision =>
            store.add(row({ scope: 'same', decision }), link('used')),
          ),
        );
        expect(answers.filter(Boolean)).toHaveLength(1);
        expect(await store.isUsed('used')).toBe(true);
        expect(await store.isUsed('unused')).toBe(false);
        expect(await store.find(['same'], NOW)).toHaveProperty('size', 1);
      });

      it('hold the last word, for their time, until they are taken back by whose they are', async () => {
        const store = ConfirmationStore.create({ database });
        await store.add(row({ scope: 's' }), link('one'));
        const last = row({ scope: 's', decision: 'deny' });
        await store.add(last, link('two'));
        await store.add(row({ user_ref: 'user:default/bob' }), link('three'));
        expect((await store.find(['s', 'x'], NOW)).get('s')).toMatchObject({
          id: last.id,
          decision: 'deny',
        });
        expect(await store.find(['s'], NOW + 1_000)).toHaveProperty('size', 0);
        expect(
          (await store.listOf('user:default/alice', NOW)).map(({ id }) => id),
        ).toEqual([last.id]);
        expect(await store.delete(last.id, 'user:default/bob')).toBe(false);
        expect(await store.delete(last.id, 'user:default/alice')).toBe(true);
        expect(await store.find(['s'], NOW)).toHaveProperty('size', 0);
      });

      it('are forgotten when they are over, and so are links', async () => {
        const store = ConfirmationStore.create({ database });
        await store.add(row(), link('one'));
        await store.deleteExpired(NOW + 500);
        expect(await store.isUsed('one')).toBe(false);
        expect(await database('guard_confirmations')).toHaveLength(1);
        await store.deleteExpired(NOW + 1_000);
        expect(await database('guard_confirmations')).toHaveLength(0);
      });
    });
  });
});
