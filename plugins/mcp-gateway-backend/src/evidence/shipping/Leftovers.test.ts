import {
  appendFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../../database/migrate';
import { CallStore } from '../CallStore';
import { exampleCall } from '../__testUtils__/exampleCall';
import { toAuditEvent } from '../events/toAuditEvent';
import { readSpool } from '../spool/__testUtils__/openSpool';
import { CallNotes } from '../spool/CallNotes';
import { realDisk } from '../spool/SpoolDisk';
import { SpoolReader } from '../spool/SpoolReader';
import { SpoolRoom } from '../spool/SpoolRoom';
import { SpoolWriter } from '../spool/SpoolWriter';
import type { CallRecord } from '../types';
import { checkChains } from './__testUtils__/checkChains';
import { killWhileWriting } from './__testUtils__/killWhileWriting';
import { AuditStore } from './AuditStore';
import { Leftovers } from './Leftovers';
import { LeftNotes } from './LeftNotes';
import { readEventsInBites } from './readEvents';

jest.setTimeout(120_000);

const ROUNDS = 8;
/** Any seed will do; one that is the same every time makes a failure one that can be looked at. */
const SEED = 7;

describe('Leftovers', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  let spools: string;
  const closers: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    spools = await mkdtemp(join(tmpdir(), 'spools-'));
  });

  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await rm(spools, { recursive: true, force: true });
  });

  async function setUp(database: Knex) {
    const room = await SpoolRoom.open({
      directory: spools,
      installation: 'here',
    });
    const logger = mockServices.logger.mock();
    const store = AuditStore.create({ database });
    const { directory } = await room.make('taker');
    const writer = await SpoolWriter.open({
      ...{ writer: 'taker', directory, disk: realDisk },
      ...{ fileBytes: 1024 * 1024, stallMs: 60_000 },
    });
    closers.push(() => writer.close());
    const notes = LeftNotes.create({
      ...{ room, own: 'taker', store, logger },
      keptDays: 36_500,
      append: async (text, event) => writer.append(text, 'durable', event),
      // As the shipper has it: what is in the file gets into the database.
      flush: async () => {
        const reader = new SpoolReader({ directory, writer: 'taker' });
        for (;;) {
          const lines = await reader.next();
          if (lines.length === 0) break;
          await store.add('taker', await readEventsInBites(lines));
        }
      },
    });
    const take = async () =>
      await Leftovers.create({
        ...{ room, logger, store, notes, own: 'taker' },
        fileTime: () => Date.now(),
      }).take();
    const found = async () => {
      const names = await readdir(join(spools, 'here'));
      return names.filter(name => name !== 'taker');
    };
    const wrote = async () => {
      const { events } = await readSpool(directory, 'taker');
      return events.map(({ event }) => event);
    };
    return { room, logger, store, notes, take, found, wrote };
  }

  /** A spool whose lock is of a process that is gone. */
  async function leave(
    room: SpoolRoom,
    writer: string,
    what: number | CallRecord[],
  ) {
    const { directory } = await room.make(writer);
    const spool = await SpoolWriter.open({
      ...{ writer, directory, disk: realDisk },
      ...{ fileBytes: 1024 * 1024, stallMs: 60_000 },
    });
    const calls =
      typeof what === 'number'
        ? Array.from({ length: what }, () => exampleCall())
        : what;
    for (const call of calls) {
      const written = { phase: 'outcome', id: call.id, at: call.at } as const;
      await spool.append(
        JSON.stringify(toAuditEvent(call, written)),
        'written',
      );
    }
    await spool.close();
    const lock = JSON.parse(await readFile(join(directory, 'lock'), 'utf8'));
    lock.process.started = 'at another time';
    await writeFile(join(directory, 'lock'), JSON.stringify(lock));
    return { directory, calls };
  }

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    let database: Knex;

    beforeEach(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    it('has every event once that a process said to have recorded before it was killed', async () => {
      const { take, found } = await setUp(database);
      const recorded: string[] = [];
      let random = SEED;
      for (let round = 0; round < ROUNDS; round++) {
        random = (random * 48_271) % 2_147_483_647;
        recorded.push(
          ...(await killWhileWriting({
            ...{ spools, installation: 'here', writer: `writer-${round}` },
            after: 1 + (random % 700),
          })),
        );
        if (round % 3 === 2) await take();
      }
      await take();
      const events = await checkChains(database);
      expect(events.writers).toBe(ROUNDS);
      const ids = events.callIds;
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(recorded));
      // What nobody was told of yet may be there or not; it is in both or in none.
      const calls = await database('calls').pluck('id');
      expect([...calls].sort()).toEqual([...ids].sort());
      expect(await found()).toEqual([]);
    });

    it('leaves what a living process fills alone', async () => {
      const { room, take, found } = await setUp(database);
      const { directory } = await room.make('writer-1');
      const spool = await SpoolWriter.open({
        ...{ writer: 'writer-1', directory, disk: realDisk },
        ...{ fileBytes: 1024 * 1024, stallMs: 60_000 },
      });
      await spool.append('{"v":1}', 'written');
      await take();
      expect(await database('audit_events')).toEqual([]);
      expect(await found()).toEqual(['writer-1']);
      await spool.close();
    });

    it('sets half a line aside and says so', async () => {
      const { room, logger, take, found } = await setUp(database);
      const { directory, calls } = await leave(room, 'writer-1', 3);
      await appendFile(
        join(directory, '000001.ndjson'),
        '{"writer":"writer-1","se',
      );
      await take();
      expect(await checkChains(database)).toEqual({
        writers: 1,
        callIds: calls.map(({ id }) => id),
      });
      expect(await found()).toEqual(['_set-aside']);
      expect(await room.aside()).toEqual(['writer-1-4.torn']);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('event 4'),
      );
      expect(await database('audit_writers').first()).toMatchObject({
        torn_bytes: 24,
        ended_at: expect.any(String),
      });
    });

    it('keeps a spool that somebody changed, with all that stands before', async () => {
      const { room, logger, take } = await setUp(database);
      const { directory, calls } = await leave(room, 'writer-1', 5);
      const file = join(directory, '000001.ndjson');
      const text = await readFile(file, 'utf8');
      const lines = text.split('\n');
      lines[3] = lines[3].replace('user:default/alice', 'user:default/dave!');
      await writeFile(file, lines.join('\n'));
      await take();
      expect((await checkChains(database)).callIds).toEqual(
        calls.slice(0, 3).map(({ id }) => id),
      );
      expect(await room.aside()).toEqual(['writer-1']);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining('not as it was written, at event 4'),
      );
    });

    it('goes on where another one stopped, and takes nothing twice', async () => {
      const { room, store, notes, take, found } = await setUp(database);
      const { calls } = await leave(room, 'writer-1', 4);
      const failing = Leftovers.create({
        ...{ room, logger: mockServices.logger.mock(), own: 'taker', notes },
        // It is in the database, and whoever put it there does not get to know.
        store: {
          add: async (...given) => {
            await store.add(...given);
            throw new Error('connection lost');
          },
          end: async () => {},
          seqOf: async () => 0,
        },
        fileTime: () => Date.now(),
      });
      await failing.take();
      expect(await found()).toEqual(['writer-1']);
      await Promise.all([take(), take()]);
      expect((await checkChains(database)).callIds).toEqual(
        calls.map(({ id }) => id),
      );
      expect(await found()).toEqual([]);
    });

    it('writes down what was noted and nothing is written of, once, whoever takes it', async () => {
      const { room, logger, take, found, wrote } = await setUp(database);
      const { directory, calls } = await leave(room, 'writer-1', 2);
      const noted = exampleCall({ outcome: 'pending' });
      const note = (call: CallRecord) => JSON.stringify(call);
      const notes = await CallNotes.open({ disk: realDisk, directory });
      expect(notes.put(calls[1].id, note(calls[1]))).toBe(true);
      expect(notes.put(noted.id, note(noted))).toBe(true);
      for (const no of ['no call', '{}', '7', '{"method":3}']) {
        expect(notes.put(no, no)).toBe(true);
      }
      // Of no gateway; PostgreSQL would not even look for it.
      const odd = exampleCall({ id: 'no uuid' });
      expect(notes.put(odd.id, note(odd))).toBe(true);
      await notes.close();
      await take();
      await take();
      const [event, ...more] = await wrote();
      expect(more).toEqual([]);
      const { logged_at: at, audit_id: id } = event as AuditEvent;
      const said = toAuditEvent(noted, { phase: 'opened', id, at });
      expect(event).toEqual(JSON.parse(JSON.stringify(said)));
      expect(await found()).toEqual([]);
      expect(await room.movedNotes('taker')).toEqual([]);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringMatching(/^1 calls were under way/),
      );
    });

    it('takes notes that lie in memory as well, leaves nothing there, and says where they are gone', async () => {
      const { room, logger, take, found, wrote } = await setUp(database);
      const memory = await mkdtemp(join(tmpdir(), 'memory-'));
      closers.push(() => rm(memory, { recursive: true, force: true }));
      const noteOf = async (writer: string) => {
        const { directory } = await leave(room, writer, 1);
        const noted = exampleCall({ outcome: 'pending' });
        const notes = await CallNotes.open({
          ...{ disk: realDisk, directory, memory },
        });
        expect(notes.put(noted.id, JSON.stringify(noted))).toBe(true);
        await notes.close();
      };
      await noteOf('writer-1');
      await take();
      expect(await readdir(memory)).toEqual([]);
      await noteOf('writer-2');
      // The machine was started again.
      await rm(memory, { recursive: true });
      await take();
      expect(await wrote()).toHaveLength(1);
      expect(await found()).toEqual([]);
      expect(await room.movedNotes('taker')).toEqual([]);
      expect(logger.warn).toHaveBeenCalledTimes(2);
      expect(logger.warn).toHaveBeenLastCalledWith(
        expect.stringContaining('lay in the memory of its machine'),
      );
    });

    it('keeps notes of which the events cannot be written, and writes none of calls that are not kept any more', async () => {
      const { room, store, logger } = await setUp(database);
      const { directory } = await leave(room, 'writer-1', 1);
      const at = new Date().toISOString();
      const [recent, old] = [exampleCall({ at }), exampleCall()];
      const notes = await CallNotes.open({ disk: realDisk, directory });
      for (const call of [recent, old]) {
        notes.put(call.id, JSON.stringify(call));
      }
      await notes.close();
      const appended: string[] = [];
      let isFull = true;
      const left = LeftNotes.create({
        ...{ room, own: 'taker', store, logger, keptDays: 1 },
        append: async (_, event) => {
          appended.push(event.sallyport.call?.id ?? '');
          if (isFull) throw new Error('disk full');
        },
        flush: async () => {
          if (!isFull) await CallStore.create({ database }).save([recent]);
        },
      });
      await left.take('writer-1');
      await left.writeDown();
      expect(await room.movedNotes('taker')).toEqual(['notes-of-writer-1']);
      isFull = false;
      await left.writeDown();
      expect(await room.movedNotes('taker')).toEqual([]);
      expect(appended).toEqual([recent.id]);
    });

    it('takes the lock from a writer that may only have slept', async () => {
      const { room, take } = await setUp(database);
      const { directory, lock } = await room.make('writer-1');
      const text = await readFile(join(directory, 'lock'), 'utf8');
      const gone = JSON.parse(text);
      gone.process.started = 'at another time';
      await writeFile(join(directory, 'lock'), JSON.stringify(gone));
      await take();
      await lock.beat();
      expect(() => lock.confirm()).toThrow(/taken over/);
    });

    it('what somebody took and did not write down is written by whoever takes it from them', async () => {
      const { room, take, wrote } = await setUp(database);
      const { directory } = await leave(room, 'writer-1', 1);
      const [noted, written] = [exampleCall(), exampleCall()];
      const notes = await CallNotes.open({ disk: realDisk, directory });
      for (const call of [noted, written]) {
        notes.put(call.id, JSON.stringify(call));
      }
      await notes.close();
      const second = await leave(room, 'writer-2', [written]);
      await room.moveNotes('writer-1', 'writer-2');
      expect(await readdir(second.directory)).toContain('notes-of-writer-1');
      await take();
      expect(await wrote()).toMatchObject([
        { sallyport: { call: { id: noted.id } } },
      ]);
    });
  });
});
