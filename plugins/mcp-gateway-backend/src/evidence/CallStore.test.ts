import { TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { applyDatabaseMigrations } from '../database/migrate';
import { exampleCall } from './__testUtils__/exampleCall';
import { v7 } from 'uuid';
import type { CallFilter } from '../service/CallReader';
import { CallStore } from './CallStore';
import { toTokenEvents } from './events/toTokenEvents';
import { isoTime } from './isoTime';
import { CallTokenStore } from './tokens/CallTokenStore';

describe('CallStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  async function createStore(id: Parameters<typeof databases.init>[0]) {
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    return { database, store: CallStore.create({ database }) };
  }

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    it('gives back what was written', async () => {
      const { store } = await createStore(databaseId);
      const full = exampleCall({
        ...{ sourceAddress: '2001:db8::7', actor: 'planner' },
        reaches: ['resource:default/orders-db', 'system:default/shop'],
        delegation: { chain: [{ sub: 'planner' }, { sub: 'desk' }] },
      });
      const bare = exampleCall({
        user: undefined,
        serverId: undefined,
        serverRef: undefined,
        owner: undefined,
        tool: undefined,
        httpStatus: undefined,
        durationMs: undefined,
        requestBytes: undefined,
        responseBytes: undefined,
        client: undefined,
        sessionId: undefined,
        tokenId: undefined,
        grantId: undefined,
        revisionDigest: undefined,
        credential: undefined,
        method: 'http',
        decision: 'deny',
        reason: 'unauthenticated.missing-token',
        outcome: 'refused',
        trace: [],
      });
      await store.save([full, bare]);
      expect(await store.get(full.id)).toEqual(full);
      expect(await store.get(bare.id)).toEqual(bare);
      expect(await store.get('00000000-0000-7000-8000-000000000000')).toBe(
        undefined,
      );
      expect(await store.get("nonsense' --")).toBe(undefined);
    });

    it('has each call once, completed by what was learned last', async () => {
      const { database, store } = await createStore(databaseId);
      const intent = exampleCall({ outcome: 'pending', durationMs: undefined });
      const outcome = { ...intent, outcome: 'ok' as const, durationMs: 7 };
      await store.insert(intent);
      await store.save([outcome]);
      await store.save([intent, outcome]);
      // An intent that arrives late does not take back the outcome.
      await store.insert(intent);
      expect(await store.get(intent.id)).toEqual(outcome);
      expect(await database('calls').count({ n: '*' }).first()).toEqual(
        expect.objectContaining({ n: databaseId === 'SQLITE_3' ? 1 : '1' }),
      );
    });

    it('has the tokens that an event of the log says later, until the call goes', async () => {
      const { database, store } = await createStore(databaseId);
      const tokens = CallTokenStore.create({ database });
      const old = exampleCall({ id: v7({ msecs: 1_000 }), at: isoTime(1_000) });
      const young = exampleCall();
      await store.save([old, young]);
      const said = (given: Parameters<typeof toTokenEvents>[0]) =>
        toTokenEvents(given, () => ({ id: 'e', at: isoTime(0) })).map(
          event => ({ event }),
        );
      const counts = { in: 3, out: 5_000_000_000, isEstimated: true };
      const events = said([
        { id: old.id, ...counts },
        { id: young.id, in: 1, out: 2, isEstimated: false },
        { id: "no id' --", in: 1, out: 2, isEstimated: false },
      ]);
      await tokens.save([...events, { event: undefined }]);
      // A writer that does not know whether it succeeded repeats itself.
      await tokens.save([...events, ...events]);
      expect((await store.get(old.id))?.tokens).toEqual(counts);
      expect((await store.list({ limit: 2 })).items).toEqual([
        { ...young, tokens: { in: 1, out: 2, isEstimated: false } },
        { ...old, tokens: counts },
      ]);
      // What an intent says late takes back nothing.
      await store.save([young]);
      expect((await store.get(young.id))?.tokens?.out).toBe(2);
      await store.deleteOlderThan(new Date(2_000));
      expect(await tokens.of([old.id, young.id])).toEqual(
        new Map([[young.id, { in: 1, out: 2, isEstimated: false }]]),
      );
    });

    it('writes whatever text others chose, made safe', async () => {
      const { store } = await createStore(databaseId);
      const hostile = `\u0000\n\u202e\ud800${'x'.repeat(100_000)}`;
      const record = exampleCall({
        serverRef: hostile,
        method: hostile,
        tool: hostile,
        client: hostile,
        requestId: hostile,
        trace: [{ layer: 'tool', outcome: 'deny', detail: hostile }],
      });
      await store.save([record]);
      const found = await store.get(record.id);
      expect(found?.tool).toMatch(/^⟨U\+0000⟩⟨U\+000A⟩⟨U\+202E⟩⟨U\+D800⟩x+…$/);
      expect(found?.tool).toHaveLength(200);
      expect(JSON.stringify(found)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      // What was asked for finds what was written.
      const { items } = await store.list({ tool: hostile, limit: 10 });
      expect(items.map(item => item.id)).toEqual([record.id]);
    });

    it('lists newest first, page by page, each call once', async () => {
      const { store } = await createStore(databaseId);
      const records = Array.from({ length: 250 }, () => exampleCall());
      await store.save(records);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list({ limit: 100, cursor });
        seen.push(...page.items.map(item => item.id));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual(records.map(record => record.id).reverse());
      await expect(
        store.list({ limit: 1, cursor: "x' or 1=1" }),
      ).rejects.toThrow(InputError);
    });

    it('finds by caller, owner, server, tool, decision and time', async () => {
      const { store } = await createStore(databaseId);
      const base = exampleCall();
      const others = {
        user: exampleCall({ user: 'user:default/dave' }),
        owner: exampleCall({ owner: 'group:default/finance' }),
        server: exampleCall({ serverRef: 'api:default/everything' }),
        tool: exampleCall({ tool: 'echo' }),
        decision: exampleCall({ decision: 'deny', reason: 'grant.missing' }),
        late: exampleCall({ at: '2026-11-24T00:00:00.000Z' }),
      };
      await store.save([base, ...Object.values(others)]);
      const find = async (filter: Parameters<typeof store.list>[0]) =>
        (await store.list(filter)).items.map(item => item.id);
      const limit = 10;
      expect(await find({ limit, user: 'user:default/dave' })).toEqual([
        others.user.id,
      ]);
      expect(
        await find({ limit, owners: ['group:default/finance', 'x'] }),
      ).toEqual([others.owner.id]);
      expect(await find({ limit, owners: [] })).toEqual([]);
      expect(
        await find({ limit, serverRef: 'api:default/everything' }),
      ).toEqual([others.server.id]);
      expect(await find({ limit, tool: 'echo' })).toEqual([others.tool.id]);
      expect(await find({ limit, decision: 'deny' })).toEqual([
        others.decision.id,
      ]);
      expect(await find({ limit, since: '2026-11-23T23:00:00.000Z' })).toEqual([
        others.late.id,
      ]);
      expect(
        await find({ limit, user: 'user:default/dave', tool: 'echo' }),
      ).toEqual([]);
    });

    it('finds one call among many by whatever is known of it', async () => {
      const { store } = await createStore(databaseId);
      const ordinary = Array.from({ length: 300 }, () => exampleCall());
      const sought = exampleCall({
        ...{ actor: 'agent:default/bot', client: 'Claude 100%/2' },
        ...{ outcome: 'tool-error', reason: 'grant.missing', grantId: 'g-2' },
        ...{ revisionDigest: 'sha256:old', sessionId: 'other' },
        at: '2026-11-23T12:00:00.000Z',
      });
      const later = exampleCall({ revisionDigest: undefined });
      await store.save([...ordinary, sought, later]);
      const find = async (filter: Omit<CallFilter, 'limit'>) =>
        (await store.list({ ...filter, limit: 400 })).items.map(({ id }) => id);
      for (const filter of [
        { actor: 'agent:default/bot' },
        { client: 'Claude 100%' },
        { outcome: 'tool-error' as const },
        { reason: 'grant.missing' },
        { grantId: 'g-2' },
        { revisionDigest: 'sha256:old' },
        { sessionId: 'other' },
        { since: '2026-11-23T11:00:00.000Z' },
        { reach: { digests: ['sha256:old'], servers: [] } },
      ]) {
        expect([filter, await find(filter)]).toEqual([filter, [sought.id]]);
      }
      // A call that names no version is found by what its server reaches now.
      expect(
        await find({
          reach: { digests: ['sha256:old'], servers: ['api:default/orders'] },
        }),
      ).toEqual([later.id, sought.id]);
      expect(await find({ reach: { digests: [], servers: [] } })).toEqual([]);
      // What stands for anything in a pattern stands for itself.
      expect(await find({ client: 'Claude 1__%' })).toEqual([]);
      expect(await find({ client: '%' })).toEqual([]);
    });

    it('finds within times, also by the time that is in ids', async () => {
      const { store } = await createStore(databaseId);
      const at = (time: string) =>
        exampleCall({ at: time, id: v7({ msecs: Date.parse(time) }) });
      const [one, two, three] = [
        at('2026-11-01T00:00:00.000Z'),
        at('2026-11-02T00:00:00.000Z'),
        at('2026-11-03T00:00:00.000Z'),
      ];
      await store.save([one, two, three]);
      const find = async (filter: Omit<CallFilter, 'limit'>) =>
        (await store.list({ ...filter, limit: 10 })).items.map(({ id }) => id);
      expect(await find({ until: two.at })).toEqual([one.id]);
      expect(await find({ since: two.at })).toEqual([three.id, two.id]);
      expect(await find({ since: two.at, until: three.at })).toEqual([two.id]);
      expect(await find({ until: '1969-01-01T00:00:00.000Z' })).toEqual([]);
      // A live view asks for what follows, oldest first.
      expect(await find({ after: one.id })).toEqual([two.id, three.id]);
      await expect(store.list({ after: 'x', limit: 1 })).rejects.toThrow(
        InputError,
      );
    });

    it('says whether there is more than somebody can take', async () => {
      const { store } = await createStore(databaseId);
      await store.save([exampleCall(), exampleCall()]);
      expect(await store.exceeds({ limit: 1 })).toBe(true);
      expect(await store.exceeds({ limit: 2 })).toBe(false);
      expect(await store.exceeds({ limit: 0, tool: 'none' })).toBe(false);
    });

    it('forgets calls before a moment', async () => {
      const { store } = await createStore(databaseId);
      const old = exampleCall({ at: '2026-01-01T00:00:00.000Z' });
      const young = exampleCall();
      await store.save([old, young]);
      expect(
        await store.deleteOlderThan(new Date('2026-06-01T00:00:00.000Z')),
      ).toBe(1);
      expect((await store.list({ limit: 10 })).items).toEqual([young]);
    });
  });
});
