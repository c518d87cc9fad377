import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { TestDatabases } from '@backstage/backend-test-utils';
import { readTar } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestChains } from './__testUtils__/TestChains';
import { verifyArchive } from './__testUtils__/verifyArchive';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const at = (hour: string, day = 20) =>
  `2026-11-${String(day).padStart(2, '0')}T${hour}:00.000Z`;

describe.each(databases.eachSupportedId())('exports of the log on %s', id => {
  let database: Knex;
  let log: TestChains;

  beforeEach(async () => {
    database = await databases.init(id);
    await applyDatabaseMigrations(database);
    log = new TestChains(database);
  });

  /** Three writers: one that ended before ten, one throughout, one that came later. */
  async function writeDay(): Promise<void> {
    await log.write('ended', at('08:10'));
    await log.write('a', at('08:20'));
    await log.write('a', at('08:30'));
    await log.sign(at('09:00'));
    await log.write('a', at('09:30'));
    await log.sign(at('10:00'));
    await log.write('a', at('10:10'));
    await log.write('a', at('10:50'));
    await log.write('late', at('10:55'));
    await log.sign(at('11:00'));
    await log.write('late', at('11:05'));
    await log.sign(at('12:00'));
    await log.write('a', at('12:05'));
  }
  const filesOf = async (archive: Buffer) => {
    const names: string[] = [];
    async function* once() {
      yield archive;
    }
    for await (const { name } of readTar(once())) names.push(name);
    return names;
  };
  const writersOf = ({ writers }: Awaited<ReturnType<typeof verifyArchive>>) =>
    writers
      .filter(({ events }) => events > 0)
      .map(({ writer, events, seq }) => `${writer} ${events} to ${seq}`)
      .sort();

  it('verify whole, newer events than the newest checkpoint included', async () => {
    await writeDay();
    const archive = await log.export();
    const report = await verifyArchive(archive);
    expect(report).toMatchObject({
      ...{ isGood: true, events: 9, extent: {} },
      checkpoints: { count: 4, newest: 4 },
    });
    expect(writersOf(report)).toEqual([
      ...['a 6 to 6', 'ended 1 to 1', 'late 2 to 2'],
    ]);
    expect(await filesOf(archive)).toEqual([
      'export.json',
      ...[1, 2, 3].map(n => `events/00000000000${n}.ndjson`),
      ...[1, 2, 3, 4].map(n => `checkpoints/checkpoint-00000000000${n}.jws`),
      'keys.json',
    ]);
  });

  it('begin and end with the checkpoints around a time', async () => {
    await writeDay();
    const report = await verifyArchive(
      await log.export({ from: at('10:05'), to: at('10:52') }),
    );
    expect(report).toMatchObject({
      isGood: true,
      extent: {
        begin: { checkpoint: 2, at: at('10:00') },
        end: { checkpoint: 3, at: at('11:00') },
      },
    });
    expect(writersOf(report)).toEqual(['a 2 to 5', 'late 1 to 1']);
  });

  it('begin earlier where a clock was ahead of a checkpoint, and end later', async () => {
    await log.write('a', at('10:30'));
    await log.sign(at('10:00'));
    await log.write('b', at('10:40'));
    await log.sign(at('11:00'));
    await log.write('a', at('10:50'));
    await log.sign(at('12:00'));
    const report = await verifyArchive(
      await log.export({ from: at('10:20'), to: at('10:55') }),
    );
    expect(report).toMatchObject({ isGood: true, events: 3 });
    expect(report.extent).toEqual({ end: { checkpoint: 3, at: at('12:00') } });
  });

  it('are of one writer, between two of its events', async () => {
    await writeDay();
    const report = await verifyArchive(
      await log.export({ writer: 'a', fromSeq: 4, toSeq: 4 }),
    );
    expect(report).toMatchObject({
      isGood: true,
      extent: {
        ...{ writer: 'a', begin: { checkpoint: 2 }, end: { checkpoint: 3 } },
      },
    });
    expect(writersOf(report)).toEqual(['a 2 to 5']);
    expect(
      writersOf(await verifyArchive(await log.export({ writer: 'a' }))),
    ).toEqual(['a 6 to 6']);
    await expect(log.export({ writer: 'nobody' })).rejects.toThrow(
      NotFoundError,
    );
  });

  it('have seals of what retention deleted, sealed by a checkpoint or not yet', async () => {
    await log.write('a', at('10:00', 1));
    await log.write('old', at('10:00', 1));
    await log.sign(at('11:00', 1));
    await log.write('a', at('10:00', 2));
    await log.sign(at('11:00', 2));
    await log.write('a', at('10:00', 20));
    await log.prune(at('00:10', 12));
    await log.sign(at('00:20', 12));
    await log.prune(at('00:10', 13));
    const report = await verifyArchive(await log.export());
    expect(report.findings).toEqual([]);
    expect(
      report.writers
        .map(({ writer, events, sealed }) => [writer, events, sealed])
        .sort(),
    ).toEqual([
      ['a', 1, 2],
      ['old', 0, 1],
    ]);
    // What the checkpoint at its beginning had is gone meanwhile.
    const later = await verifyArchive(
      await log.export({ from: at('12:00', 1) }),
    );
    expect(later).toMatchObject({
      ...{ isGood: true, events: 1 },
      extent: { begin: { checkpoint: 1 } },
    });
  });

  it('verify before there is any checkpoint, as far as the chain goes', async () => {
    await log.write('a', at('10:00'));
    const report = await verifyArchive(await log.export());
    expect(report).toMatchObject({
      ...{ isGood: true, events: 1, checkpoints: { count: 0 } },
    });
    expect(
      await verifyArchive(await log.export({ from: at('09:00') })),
    ).toMatchObject({ isGood: true, events: 1, extent: {} });
  });

  it('name the place of what was changed in the database', async () => {
    await writeDay();
    const change = (seq: number, to: object) =>
      database('audit_events').where({ writer: 'a', seq }).update(to);
    const { text } = await database('audit_events')
      .where({ writer: 'a', seq: 3 })
      .first();
    await change(3, { text: text.replace('"v":1', '"v":2') });
    expect((await verifyArchive(await log.export())).findings).toEqual([
      expect.objectContaining({ kind: 'altered', writer: 'a', seq: 3 }),
    ]);
    await change(3, { text });
    await database('audit_events').where({ writer: 'a', seq: 4 }).delete();
    await database('audit_events').where({ writer: 'late' }).delete();
    const { findings } = await verifyArchive(
      await log.export({ from: at('10:05') }),
    );
    expect(
      findings.map(({ kind, writer, seq }) => [kind, writer, seq]),
    ).toEqual([
      ['missing', 'a', 4],
      ['writer-missing', 'late', 1],
    ]);
  });

  it('name the place of every changed byte', async () => {
    await log.write('a', at('10:00'));
    await log.write('b', at('10:01'));
    await log.write('a', at('10:02'));
    await log.sign(at('11:00'));
    const archive = await log.export();
    const claims = archive.indexOf('events/');
    const keys = archive.indexOf('keys.json');
    for (let place = claims; place < keys; place += 1) {
      const changed = Buffer.from(archive);
      changed[place] ^= 1;
      const found = await verifyArchive(changed).then(
        ({ findings: [first] }) =>
          first && `${first.kind} ${first.writer ?? first.source}`,
        error => error.message,
      );
      expect([place, found]).toEqual([
        place,
        expect.stringMatching(
          /^(?:(?:altered|unreadable|unlinked|torn) (?:\w|events.*)|bad-signature .*|.* at byte \d+ .*)$/,
        ),
      ]);
    }
  });

  it('read page by page, no faster than they are taken', async () => {
    for (let n = 0; n < 3; n += 1) await log.write(`w${n}`, at('10:00'));
    const queries: string[] = [];
    database.on('query', ({ sql }) => {
      if (sql.includes('audit_events') && sql.includes('between')) {
        queries.push(sql);
      }
    });
    const seen: number[] = [];
    await log.exports.give({}, async ({ chunks }) => {
      for await (const _ of chunks) seen.push(queries.length);
    });
    // The page of the second writer is read when the first one's was taken.
    expect(seen.slice(0, 4)).toEqual([0, 1, 2, 3]);
  });

  it('are given to so many at once, and their places come free again', async () => {
    await log.write('a', at('10:00'));
    const give = async () =>
      await log.exports.give({}, async () => {
        await log.exports.give({}, async () => {
          await expect(log.exports.give({}, async () => {})).rejects.toThrow(
            ServiceUnavailableError,
          );
          throw new Error('It broke off');
        });
      });
    await expect(give()).rejects.toThrow('broke off');
    await expect(give()).rejects.toThrow('broke off');
  });
});
