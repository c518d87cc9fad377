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
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../../database/migrate';
import { exampleCall } from '../__testUtils__/exampleCall';
import { toAuditEvent } from '../events/toAuditEvent';
import { realDisk } from '../spool/SpoolDisk';
import { SpoolRoom } from '../spool/SpoolRoom';
import { SpoolWriter } from '../spool/SpoolWriter';
import { checkChains } from './__testUtils__/checkChains';
import { killWhileWriting } from './__testUtils__/killWhileWriting';
import { AuditStore } from './AuditStore';
import { Leftovers } from './Leftovers';

jest.setTimeout(120_000);

const ROUNDS = 8;
/** Any seed will do; one that is the same every time makes a failure one that can be looked at. */
const SEED = 7;

describe('Leftovers', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  let spools: string;

  beforeEach(async () => {
    spools = await mkdtemp(join(tmpdir(), 'spools-'));
  });

  afterEach(async () => {
    await rm(spools, { recursive: true, force: true });
  });

  async function setUp(database: Knex) {
    const room = await SpoolRoom.open({
      directory: spools,
      installation: 'here',
    });
    const logger = mockServices.logger.mock();
    const take = async () =>
      await Leftovers.create({
        ...{ room, logger },
        store: AuditStore.create({ database }),
        own: new Set(),
        fileTime: () => Date.now(),
      }).take();
    return { room, logger, take, place: join(spools, 'here') };
  }

  /** A spool whose lock is of a process that is gone. */
  async function leave(room: SpoolRoom, writer: string, count: number) {
    const { directory } = await room.make(writer);
    const spool = await SpoolWriter.open({
      ...{ writer, directory, disk: realDisk },
      ...{ fileBytes: 1024 * 1024, stallMs: 60_000 },
    });
    const calls = Array.from({ length: count }, () => exampleCall());
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
      const { take, place } = await setUp(database);
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
      expect(
        (await readdir(place)).filter(name => name.startsWith('writer-')),
      ).toEqual([]);
    });

    it('leaves what a living process fills alone', async () => {
      const { room, take, place } = await setUp(database);
      const { directory } = await room.make('writer-1');
      const spool = await SpoolWriter.open({
        ...{ writer: 'writer-1', directory, disk: realDisk },
        ...{ fileBytes: 1024 * 1024, stallMs: 60_000 },
      });
      await spool.append('{"v":1}', 'written');
      await take();
      expect(await database('audit_events')).toEqual([]);
      expect(await readdir(place)).toEqual(['writer-1']);
      await spool.close();
    });

    it('sets half a line aside and says so', async () => {
      const { room, logger, take, place } = await setUp(database);
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
      expect(await readdir(place)).toEqual(['_set-aside']);
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
      const { room, take } = await setUp(database);
      const { calls } = await leave(room, 'writer-1', 4);
      const store = AuditStore.create({ database });
      const failing = Leftovers.create({
        ...{ room, logger: mockServices.logger.mock(), own: new Set<string>() },
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
      expect(await room.writers()).toEqual(['writer-1']);
      await Promise.all([take(), take()]);
      expect((await checkChains(database)).callIds).toEqual(
        calls.map(({ id }) => id),
      );
      expect(await room.writers()).toEqual([]);
    });
  });
});
