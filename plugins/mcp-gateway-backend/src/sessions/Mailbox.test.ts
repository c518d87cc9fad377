import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { waitUntil } from '../__testUtils__/waitUntil';
import { applyDatabaseMigrations } from '../database/migrate';
import { Mailbox } from './Mailbox';
import { Seal } from './Seal';
import { SealKeys } from './SealKeys';

jest.setTimeout(60_000);

const SOON = { timeoutMs: 20_000 };
const AT_ONCE = { timeoutMs: 1 };
const text = (payload: Buffer | undefined) => payload?.toString();

describe('Mailbox', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let clock: ManualClock;
    let here: Mailbox;
    let there: Mailbox;

    const replica = async () => {
      const keys = SealKeys.create({ database, clock, longestLifeMs: 1000 });
      await keys.refresh();
      return Mailbox.create({
        database,
        seal: Seal.create({ keys }),
        logger: mockServices.logger.mock(),
        clock,
      });
    };

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      clock = new ManualClock();
      await database('mailbox').delete();
      [here, there] = [await replica(), await replica()];
    });

    const rows = async () => await database('mailbox').select();

    it('hands a message to who waits on another replica, and keeps nothing', async () => {
      const received = here.receive('a', SOON);
      await there.post('a', Buffer.from('hello'));
      expect(text(await received)).toBe('hello');
      expect(await rows()).toEqual([]);
    });

    it('keeps a message for who asks later, in order, each once', async () => {
      await there.post('a', Buffer.from('one'));
      await there.post('a', Buffer.from('two'));
      await there.post('b', Buffer.from('other'));
      expect(text(await here.receive('a', SOON))).toBe('one');
      const both = await Promise.all([
        here.receive('a', SOON),
        here.receive('b', SOON),
      ]);
      expect(both.map(text)).toEqual(['two', 'other']);
      expect(await rows()).toEqual([]);
      expect(await here.receive('a', AT_ONCE)).toBeUndefined();
    });

    it('gives a message to one of several who wait', async () => {
      const all = [
        here.receive('a', SOON),
        there.receive('a', SOON),
        here.receive('a', SOON),
      ];
      for (const word of ['one', 'two', 'three']) {
        await (await replica()).post('a', Buffer.from(word));
      }
      expect((await Promise.all(all)).map(text).sort()).toEqual([
        'one',
        'three',
        'two',
      ]);
    });

    it('takes the short way on one replica', async () => {
      const asked: string[] = [];
      const received = here.receive('a', SOON);
      const note = ({ sql }: { sql: string }) => asked.push(sql);
      database.on('query', note);
      await here.post('a', Buffer.from('hello'));
      expect(text(await received)).toBe('hello');
      database.off('query', note);
      expect(asked.filter(sql => /^insert/i.test(sql))).toEqual([]);
    });

    it('gives up when nobody waits any more, and stops asking', async () => {
      const abort = new AbortController();
      const received = here.receive('a', { ...SOON, signal: abort.signal });
      abort.abort();
      expect(await received).toBeUndefined();
      const signal = AbortSignal.abort();
      expect(await here.receive('a', { ...SOON, signal })).toBeUndefined();
      expect(await here.receive('a', AT_ONCE)).toBeUndefined();
      // What comes now waits for somebody else.
      await there.post('a', Buffer.from('late'));
      expect(await rows()).toHaveLength(1);
    });

    it('writes neither message nor address readably, and opens nothing that was moved', async () => {
      await there.post('secret-address', Buffer.from('secret-message'));
      const [row] = await rows();
      const written = `${row.address} ${row.payload.toString('latin1')}`;
      expect(written).not.toContain('secret');
      // Whoever can write to the table cannot give one person's answer to another.
      await there.post('other', Buffer.from('to other'));
      const [, second] = await rows();
      await database('mailbox')
        .where({ id: row.id })
        .update({ payload: second.payload });
      const received = here.receive('secret-address', SOON);
      await waitUntil(async () => (await rows()).length === 1);
      await there.post('secret-address', Buffer.from('real'));
      expect(text(await received)).toBe('real');
    });

    it('is bounded in size, number and time', async () => {
      const large = Buffer.alloc(1024 * 1024 + 1);
      await expect(here.post('a', large)).rejects.toThrow('too large');
      await here.post('a', large.subarray(1));
      expect(await there.receive('a', SOON)).toHaveLength(1024 * 1024);
      for (let count = 0; count < 32; count++) {
        await here.post('a', Buffer.from('x'));
      }
      await expect(here.post('a', Buffer.from('x'))).rejects.toThrow(
        'Too many',
      );
      clock.advance(10 * 60_000);
      expect(await there.receive('a', { timeoutMs: 400 })).toBeUndefined();
      await there.cleanUp();
      expect(await rows()).toEqual([]);
    });
  });
});
