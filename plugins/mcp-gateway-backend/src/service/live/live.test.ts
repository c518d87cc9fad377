import { ServiceUnavailableError } from '@backstage/errors';
import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { LiveCalls } from './LiveCalls';
import { LogWatch } from './LogWatch';

const never = new AbortController().signal;

describe('live calls', () => {
  let position: number;
  let reads: number;
  let page: string[];
  let watch: LogWatch;

  beforeEach(() => {
    position = 0;
    reads = 0;
    page = ['call-1'];
    watch = LogWatch.create({
      read: async () => {
        reads += 1;
        return String(position);
      },
      everyMs: 1,
    });
  });

  const live = (holdMs?: number) => LiveCalls.create({ watch, holdMs });
  const ask = (calls: LiveCalls, known?: string, person = 'alice') =>
    calls.wait({ person, known, read: async () => page, signal: never });

  it('answers at once with what is not known, and then as soon as it changes', async () => {
    const calls = live();
    const first = await ask(calls);
    expect(await ask(calls, 'another')).toBe(first);
    const held = ask(calls, first);
    // Somebody else's call: what Alice sees is the same.
    position += 1;
    const seen = reads;
    while (reads < seen + 5) await new Promise(setImmediate);
    page = ['call-2', 'call-1'];
    position += 1;
    expect(await held).not.toBe(first);
  });

  it('answers with the known mark when its time is over', async () => {
    const calls = live(5);
    const known = await ask(calls);
    expect(await ask(calls, known)).toBe(known);
  });

  it('answers all that are held when it is closed', async () => {
    const calls = live();
    const known = await ask(calls);
    const held = [ask(calls, known), ask(calls, known, 'bob')];
    calls.close();
    expect(await Promise.all(held)).toEqual([known, known]);
  });

  it('does not take an older look for news', async () => {
    const gone = new AbortController();
    const first = watch.beyond('0', gone.signal);
    while (reads < 2) await new Promise(setImmediate);
    // Somebody stands further than what was seen last.
    position = 1;
    let isBeyond = false;
    const second = watch.beyond('1', gone.signal).then(() => {
      isBeyond = !gone.signal.aborted;
    });
    await first;
    const seen = reads;
    while (reads < seen + 3) await new Promise(setImmediate);
    expect(isBeyond).toBe(false);
    gone.abort();
    await second;
  });

  it('looks once for all who wait, and no more when nobody does', async () => {
    const gone = new AbortController();
    const waiting = [1, 2, 3].map(() => watch.beyond('0', gone.signal));
    while (reads < 3) await new Promise(setImmediate);
    gone.abort();
    await Promise.all(waiting);
    await new Promise(resolve => setTimeout(resolve, 20));
    const seen = reads;
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(reads).toBe(seen);
  });

  it('holds so many of one person, whose places come free again', async () => {
    const calls = live();
    const known = await ask(calls);
    const held = Array.from({ length: 5 }, () => ask(calls, known));
    await expect(ask(calls, known)).rejects.toThrow(ServiceUnavailableError);
    // Somebody else is not kept out.
    const other = ask(calls, known, 'bob');
    page = [];
    position += 1;
    await Promise.all([...held, other]);
    await expect(ask(calls, known)).resolves.toEqual(expect.any(String));
  });
});

describe('the position of the log', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  it.each(databases.eachSupportedId())(
    'moves with each event of each writer on %s',
    async id => {
      const database = await databases.init(id);
      await applyDatabaseMigrations(database);
      const watch = LogWatch.of(database);
      const seen = [await watch.now()];
      for (const writer of ['a', 'b']) {
        await database('audit_writers').insert({
          ...{ writer, seq: 1, hash: '', started_at: '', heard_at: '' },
        });
        seen.push(await watch.now());
      }
      await database('audit_writers').where({ writer: 'a' }).update({ seq: 2 });
      seen.push(await watch.now());
      expect(new Set(seen).size).toBe(4);
    },
  );
});
