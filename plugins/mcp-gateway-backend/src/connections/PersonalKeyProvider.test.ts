import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { waitUntil } from '../__testUtils__/waitUntil';
import { applyDatabaseMigrations } from '../database/migrate';
import { ORDERS, startReplica } from './__testUtils__/startReplica';

jest.setTimeout(60_000);

const ALICE = 'user:default/alice';
const KEY = 'alice-own-key';

describe('PersonalKeyProvider', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let running: Awaited<ReturnType<typeof startReplica>>[];

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      running = [];
      await database('connections').delete();
    });

    afterEach(() => Promise.all(running.map(({ stop }) => stop())));

    async function replica(
      config: { header?: string; scheme?: string } = {},
    ): Promise<
      Awaited<ReturnType<typeof startReplica>> & { clock: ManualClock }
    > {
      const clock = new ManualClock();
      const started = await startReplica({
        ...{ database, clock },
        upstreamUrl: 'https://orders.example/mcp',
        credential: { type: 'personal-key', ...config },
      });
      running.push(started);
      return { ...started, clock };
    }

    const store = async (at: Awaited<ReturnType<typeof replica>>, key = KEY) =>
      await at.desk.storeKey({ userRef: ALICE, target: ORDERS, key });

    it.each([
      [{}, { authorization: `Bearer ${KEY}` }],
      [{ header: 'X-Api-Key' }, { 'x-api-key': KEY }],
      [
        { header: 'X-Api-Key', scheme: 'Token' },
        { 'x-api-key': `Token ${KEY}` },
      ],
      [{ scheme: '' }, { authorization: KEY }],
    ])('with %j it sends %j', async (config, headers) => {
      const one = await replica(config);
      await store(one);
      expect(await one.provider.provide(one.request('alice'))).toMatchObject({
        kind: 'headers',
        headers,
        secrets: [KEY],
      });
      expect(await one.provider.provide(one.request('dave'))).toMatchObject({
        kind: 'needs-sign-in',
      });
    });

    it('C2: a key goes to the origin that it was given for', async () => {
      const one = await replica();
      await store(one);
      one.server.upstreamUrl = 'https://orders.example/v2/mcp';
      const same = await one.provider.provide(one.request('alice'));
      expect(same.kind).toBe('headers');
      one.server.upstreamUrl = 'https://orders.example.evil/mcp';
      expect(await one.provider.provide(one.request('alice'))).toMatchObject({
        kind: 'needs-sign-in',
        why: expect.stringContaining('another address'),
      });
    });

    it('a key that was refused is asked for again, on every replica; a newer one stays', async () => {
      const one = await replica();
      const other = await replica();
      await store(one);
      await other.provider.provide(other.request('alice'));
      const [early, late] = [one.request('alice'), one.request('alice')];
      await one.provider.provide(early);
      await one.provider.provide(late);
      await one.provider.refused?.(early);
      await waitUntil(async () => {
        const result = await other.provider.provide(other.request('alice'));
        return result.kind === 'needs-sign-in';
      });
      await store(one, 'a-newer-key');
      await one.provider.refused?.(late);
      expect(await one.provider.provide(one.request('alice'))).toMatchObject({
        secrets: ['a-newer-key'],
      });
    });

    it('keeps a key that may not do one thing: it may do others', async () => {
      const one = await replica();
      await store(one);
      const call = one.request('alice');
      await one.provider.provide(call);
      await one.provider.refused?.(call, { scopes: ['orders.write'] });
      expect(await one.provider.provide(one.request('alice'))).toMatchObject({
        secrets: [KEY],
      });
    });

    it('says of what was given whether it is still the person’s', async () => {
      const one = await replica();
      await store(one);
      const call = one.request('alice');
      await one.provider.provide(call);
      expect(await one.provider.holds?.(call)).toBe(true);
      expect(await one.provider.holds?.(one.request('alice'))).toBe(false);
      one.clock.advance(1);
      await store(one, 'a-newer-key');
      expect(await one.provider.holds?.(call)).toBe(false);
      const next = one.request('alice');
      await one.provider.provide(next);
      expect(await one.provider.holds?.(next)).toBe(true);
      const [{ id = '' }] = await one.desk.list(ALICE);
      await one.desk.unlink(ALICE, id);
      expect(await one.provider.holds?.(next)).toBe(false);
    });

    it('takes nothing that would not fit a header, and nothing for a server that takes no keys', async () => {
      const one = await replica();
      await expect(store(one, 'two\r\nlines: x')).rejects.toThrow(
        'does not fit a header',
      );
      one.server.credential = { type: 'none' };
      await expect(store(one)).rejects.toThrow('takes no personal keys');
      await expect(
        one.desk.storeKey({
          userRef: 'user:default/mallory',
          target: ORDERS,
          key: KEY,
        }),
      ).rejects.toThrow('no access');
    });
  });
});
