import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { RuntimeJournal } from './RuntimeJournal';
import { RuntimeJournalStore } from './RuntimeJournalStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const subject = { serverId: 's1', runtimeId: 'r1' };
const DAY_MS = 24 * 60 * 60_000;

describe.each(databases.eachSupportedId())('RuntimeJournal on %s', id => {
  let database: Knex;
  let store: RuntimeJournalStore;
  let journal: RuntimeJournal;
  let clock: ManualClock;

  beforeEach(async () => {
    database = await databases.init(id);
    await applyDatabaseMigrations(database);
    store = RuntimeJournalStore.create({ database });
    clock = new ManualClock();
    journal = RuntimeJournal.create({
      ...{ store, clock },
      logger: mockServices.logger.mock(),
    });
  });

  it('keeps what happened with its reason, and what was said, safe to show', async () => {
    journal.event({ ...subject, state: 'starting', event: 'wanted' });
    journal.event({
      ...subject,
      person: 'user:default/alice',
      state: 'ended',
      event: 'exited',
      why: 'It ended\nby itself.',
    });
    journal.line(subject, 'one\u202etwo');
    journal.line(subject, 'x'.repeat(10_000));
    await journal.flush();
    expect(await store.events('s1', 10)).toMatchObject([
      {
        event: 'exited',
        person: 'user:default/alice',
        why: 'It ended⟨U+000A⟩by itself.',
      },
      { event: 'wanted', at: clock.now() },
    ]);
    const lines = await store.lines('s1', 10);
    expect(lines.map(({ text }) => text.length)).toEqual([14, 2_000]);
    expect(await store.lines('another', 10)).toEqual([]);
  });

  it('counts equal connections together', async () => {
    const event = { at: 1, host: 'evil.example', port: 443, allowed: false };
    for (let i = 0; i < 500; i++) journal.egress(subject, { ...event, at: i });
    journal.egress(subject, { ...event, allowed: true });
    await journal.flush();
    expect(await store.egress('s1', 10)).toMatchObject([
      { allowed: true, count: 1 },
      { allowed: false, count: 500, at: 499, host: 'evil.example' },
    ]);
  });

  it('counts starts, and ends that were the runtime’s own fault', async () => {
    for (const [event, why] of [
      ['started', undefined],
      ['exited', undefined],
      ['started', undefined],
      ['exited', 'It was ended by SIGKILL.'],
      ['failed', 'It did not start in time.'],
      ['idle', undefined],
    ] as const) {
      journal.event({ ...subject, state: 'ended', event, ...(why && { why }) });
    }
    await journal.flush();
    expect(await store.countsSince('s1', clock.now() - DAY_MS)).toEqual({
      starts: 2,
      failures: 2,
    });
    expect(await store.countsSince('s1', clock.now() + 1)).toEqual({
      starts: 0,
      failures: 0,
    });
  });

  it('tries again what could not be written, and loses no event', async () => {
    const failing = jest
      .spyOn(store, 'addEvents')
      .mockRejectedValueOnce(new Error('the database is away'));
    journal.event({ ...subject, state: 'running', event: 'started' });
    await journal.flush();
    expect(await store.events('s1', 10)).toEqual([]);
    await journal.flush();
    expect(failing).toHaveBeenCalledTimes(2);
    expect(await store.events('s1', 10)).toHaveLength(1);
  });

  it('forgets what is old, and of much what came first', async () => {
    journal.line(subject, 'old');
    journal.event({ ...subject, state: 'running', event: 'started' });
    await journal.flush();
    clock.advance(8 * DAY_MS);
    for (let i = 0; i < 1_500; i++) journal.line(subject, `a${i}`);
    await journal.flush();
    for (let i = 0; i < 1_500; i++) journal.line(subject, `b${i}`);
    await journal.flush();
    await store.cleanUp(clock.now());
    const lines = await store.lines('s1', 10_000);
    expect(lines).toHaveLength(2_000);
    expect(lines.at(-1)?.text).toBe('b1499');
    expect(await store.events('s1', 10)).toHaveLength(1);
    clock.advance(30 * DAY_MS);
    await store.cleanUp(clock.now());
    expect(await store.events('s1', 10)).toEqual([]);
    expect(await store.lines('s1', 10)).toEqual([]);
  });
});
