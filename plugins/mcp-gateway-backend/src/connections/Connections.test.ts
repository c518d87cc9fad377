import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { ConfiguredKeyProvider } from '../encryption/ConfiguredKeyProvider';
import { DataKeys } from '../encryption/DataKeys';
import { SecretBox } from '../encryption/SecretBox';
import { waitUntil } from '../__testUtils__/waitUntil';
import { Connections } from './Connections';
import type { Connection } from './types';

jest.setTimeout(60_000);

const DAY_MS = 24 * 60 * 60_000;
const alice = { userRef: 'user:default/alice', target: 'api:default/orders' };

describe('Connections', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let clock: ManualClock;
    let running: Connections[];

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      clock = new ManualClock();
      running = [];
      await database('connections').delete();
      await database('data_keys').delete();
    });

    afterEach(() => Promise.all(running.map(each => each.stop())));

    async function replica(): Promise<Connections> {
      const provider = ConfiguredKeyProvider.create({
        box: SecretBox.create({
          keys: [{ id: 'first', secret: 'a'.repeat(40) }],
        }),
      });
      const connections = Connections.create({
        keys: DataKeys.create({ database, provider, clock }),
        logger: mockServices.logger.mock(),
        database,
        clock,
      });
      await connections.start();
      running.push(connections);
      return connections;
    }

    const link = (connections: Connections, secret = 's3cret') =>
      connections.link({ ...alice, kind: 'personal-key', secret });

    it('knows after the first question, and stores nothing readable (C6)', async () => {
      const connections = await replica();
      expect(connections.peek(alice)).toBeUndefined();
      expect(await connections.find(alice)).toBeNull();
      expect(connections.peek(alice)).toBeNull();

      await link(connections);
      expect(connections.peek(alice)).toBeUndefined();
      expect((await connections.find(alice))?.secret).toBe('s3cret');
      expect(connections.peek(alice)).toMatchObject({
        state: 'linked',
        secret: 's3cret',
      });
      const stored = JSON.stringify(await database('connections').select());
      expect(stored).not.toContain('s3cret');
      const [listed] = await connections.list(alice.userRef);
      expect(listed).toMatchObject({ kind: 'personal-key', state: 'linked' });
      expect(listed).not.toHaveProperty('secret');
    });

    it('C2: a row that is copied under another person or server does not open', async () => {
      const connections = await replica();
      await link(connections);
      for (const change of [
        { user_ref: 'user:default/dave' },
        { target: 'api:default/billing' },
        { kind: 'user-oauth' },
      ]) {
        const [row] = await database('connections').select();
        await database('connections').update(change);
        const key = {
          userRef: change.user_ref ?? alice.userRef,
          target: change.target ?? alice.target,
        };
        await expect(connections.read(key)).rejects.toThrow();
        await database('connections').update(row);
      }
      expect((await connections.read(alice))?.secret).toBe('s3cret');
    });

    it('a change on one replica holds on the others', async () => {
      const one = await replica();
      const other = await replica();
      await link(one);
      expect((await other.find(alice))?.secret).toBe('s3cret');
      await link(one, 'newer');
      await waitUntil(
        async () => (await other.find(alice))?.secret === 'newer',
      );
      const held = (await one.find(alice)) as Connection;
      expect(await one.unlink(held)).toBe(true);
      await waitUntil(async () => (await other.find(alice)) === null);
      expect(await one.list(alice.userRef)).toEqual([]);
    });

    it('says that somebody linked or unlinked, on every replica, and not that a token was renewed', async () => {
      const [one, other] = [await replica(), await replica()];
      const heard: string[] = [];
      const stop = other.onChange(({ userRef }) => heard.push(userRef));
      await link(one);
      await waitUntil(() => heard.length === 1);
      const held = (await other.find(alice)) as Connection;
      expect(await one.renew(held, { secret: 'newer' })).toBe(true);
      await waitUntil(
        async () => (await other.find(alice))?.secret === 'newer',
      );
      expect(heard).toHaveLength(1);
      await one.unlink((await one.find(alice)) as Connection);
      await waitUntil(() => heard.length === 2);
      stop();
      await link(other);
      expect(heard).toEqual([alice.userRef, alice.userRef]);
    });

    it('what was not heard of for two seconds is asked again', async () => {
      const connections = await replica();
      await link(connections);
      await connections.find(alice);
      expect(connections.peek(alice)).toBeDefined();
      clock.advance(2_000);
      expect(connections.peek(alice)).toBeUndefined();
    });

    it('drops what is held when a sign-in is needed, and is linked again', async () => {
      const connections = await replica();
      await link(connections);
      const held = (await connections.find(alice)) as Connection;
      expect(await connections.needSignIn(held)).toBe(true);
      const after = (await connections.find(alice)) as Connection;
      expect(after.state).toBe('needs-sign-in');
      expect(after.secret).toBeUndefined();
      const [row] = await database('connections').select('payload');
      expect(row.payload).toBeNull();
      await link(connections, 'again');
      expect(await connections.find(alice)).toMatchObject({
        state: 'linked',
        secret: 'again',
      });
    });

    it('of two who change the same, the second changes nothing', async () => {
      const one = await replica();
      const other = await replica();
      await link(one);
      const seen = (await one.read(alice)) as Connection;
      expect(await one.renew(seen, { secret: 'newer' })).toBe(true);
      expect(await other.needSignIn(seen)).toBe(false);
      expect(await other.renew(seen, { secret: 'older' })).toBe(false);
      expect((await other.read(alice))?.secret).toBe('newer');
    });

    it('a lease belongs to one replica, until it ends by itself or is given back', async () => {
      const one = await replica();
      const other = await replica();
      await link(one);
      const seen = (await one.read(alice)) as Connection;
      expect(await one.takeLease(seen, 10_000)).toBe(true);
      expect(await other.takeLease(seen, 10_000)).toBe(false);
      clock.advance(10_000);
      expect(await other.takeLease(seen, 10_000)).toBe(true);
      await one.endLease(seen);
      expect(await one.takeLease(seen, 10_000)).toBe(false);
      await other.endLease(seen);
      expect(await one.takeLease(seen, 10_000)).toBe(true);
    });

    it('encrypts anew what an older data key has encrypted, and forgets what was unlinked', async () => {
      const connections = await replica();
      await link(connections);
      clock.advance(31 * DAY_MS);
      await connections.cleanUp();
      const [row] = await database('connections').select('payload');
      expect(row.payload).toMatch(/^e1\.2\./);
      const held = (await connections.read(alice)) as Connection;
      expect(held.secret).toBe('s3cret');
      await connections.unlink(held);
      await connections.cleanUp();
      // Other replicas have yet to hear of it.
      expect(await database('connections').select('state')).toEqual([
        { state: 'unlinked' },
      ]);
      clock.advance(DAY_MS);
      await connections.cleanUp();
      expect(await database('connections').select()).toEqual([]);
    });

    it('writes down when it was used', async () => {
      const connections = await replica();
      await link(connections);
      connections.noteUse((await connections.find(alice)) as Connection);
      await connections.stop();
      const [listed] = await connections.list(alice.userRef);
      expect(listed.lastUsedAt).toBe(clock.now());
    });
  });
});
