import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  type AuditGap,
  type AuditHead,
  FIRST_PREV,
  formatLine,
  readAuditLines,
  readSigned,
  verifyAudit,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { applyDatabaseMigrations } from '../../database/migrate';
import { SecretBox } from '../../encryption/SecretBox';
import { AuditKeys } from './AuditKeys';
import { Checkpoints } from './Checkpoints';
import { CheckpointStore } from './CheckpointStore';
import { directoryPlace } from './places';
import type { CheckpointPlace } from './types';

const sha256 = (text: string) =>
  createHash('sha256').update(text, 'utf8').digest('hex');
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('checkpoints on %s', id => {
  let lines: string[];
  let gaps: AuditGap[];
  let head: AuditHead | undefined;
  let folder: string;

  beforeEach(() => {
    lines = [];
    gaps = [];
    head = undefined;
    folder = mkdtempSync(join(tmpdir(), 'sallyport-checkpoints-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (event: object) => {
    const place = {
      writer: 'gateway-a',
      seq: (head?.seq ?? 0) + 1,
      prev: head?.hash ?? FIRST_PREV,
    };
    const { line, hash } = formatLine(place, JSON.stringify(event), sha256);
    head = { writer: place.writer, seq: place.seq, hash };
    lines.push(`${line}\n`);
  };

  async function create(places: CheckpointPlace[], now = Date.now) {
    const database = await databases.init(id);
    await applyDatabaseMigrations(database);
    const keys = AuditKeys.create({
      ...{ database, now },
      box: SecretBox.create({ keys: [] }),
    });
    const logger = mockServices.logger.mock();
    const news: string[] = [];
    const checkpoints = Checkpoints.create({
      news: {
        failing: async (...told) => void news.push(told.join(': ')),
        mended: async label => void news.push(`${label} mended`),
      },
      heads: {
        heads: async () => (head ? [head] : []),
        gaps: async () => gaps.splice(0),
      },
      ...{ keys, places, logger, now },
      store: CheckpointStore.create({ database }),
    });
    return { checkpoints, keys, database, logger, news };
  }

  async function verify(files: string[], keys: AuditKeys) {
    const known = await keys.publicKeys();
    const signed = await Promise.all(
      files
        .flatMap(text => text.split('\n'))
        .filter(Boolean)
        .map(text => readSigned(text, { keys: known, sha256 })),
    );
    async function* chunks() {
      yield new TextEncoder().encode(lines.join(''));
    }
    return await verifyAudit(readAuditLines(chunks(), 'x'), { signed, sha256 });
  }

  const filesIn = (path: string) =>
    readdirSync(path)
      .sort()
      .map(name => readFileSync(join(path, name), 'utf8'));

  it('show in an exported log what is missing, also after the key has changed', async () => {
    let now = Date.parse('2026-11-29T08:00:00.000Z');
    const { checkpoints, keys } = await create(
      [directoryPlace(folder)],
      () => now,
    );
    await checkpoints.run();
    expect(filesIn(folder)).toEqual([]);
    write({ n: 1 });
    await checkpoints.run();
    now += 91 * 24 * 60 * 60_000;
    write({ n: 2 });
    await checkpoints.run();
    expect((await keys.publicKeys()).keys).toHaveLength(2);
    expect(await verify(filesIn(folder), keys)).toMatchObject({
      ...{ isGood: true, checkpoints: { count: 2, newest: 2 } },
    });
    lines.pop();
    expect((await verify(filesIn(folder), keys)).findings).toEqual([
      expect.objectContaining({ kind: 'truncated', seq: 2 }),
    ]);
  });

  it('seal gaps', async () => {
    const { checkpoints, keys } = await create([directoryPlace(folder)]);
    write({ n: 1 });
    const last = head!.hash;
    write({ n: 2 });
    lines.shift();
    gaps.push({
      ...{ writer: 'gateway-a', from: 1, to: 1, prev: FIRST_PREV, last },
      ...{ at: new Date().toISOString(), reason: 'retention' },
    });
    await checkpoints.run();
    await checkpoints.run();
    const report = await verify(filesIn(folder), keys);
    expect(report.findings).toEqual([]);
    expect(report.writers[0]).toMatchObject({ sealed: 1, seq: 2 });
  });

  it('keep no private key of before, and give public ones only', async () => {
    let now = 0;
    const { keys, database } = await create([], () => now);
    await keys.current();
    now += 91 * 24 * 60 * 60_000;
    await keys.current();
    const rows = await database('audit_keys').orderBy('generation');
    expect(rows.map(row => row.private_jwk === '')).toEqual([true, false]);
    expect(JSON.stringify(await keys.publicKeys())).not.toContain('"d"');
  });

  it('follow later where a place failed, which is seen meanwhile', async () => {
    let isDown = true;
    const taken: string[] = [];
    const { checkpoints, logger, news } = await create([
      {
        ...{ name: 'a place', label: 'export[0]' },
        put: async ({ name }) => {
          if (isDown) throw new Error('No room');
          taken.push(name);
        },
      },
    ]);
    write({});
    await checkpoints.run();
    const [first] = await checkpoints.states();
    await checkpoints.run();
    const [state] = await checkpoints.states();
    expect(state).toMatchObject({
      ...{ label: 'export[0]', number: 0, error: 'Error: No room' },
      failingSince: first.failingSince,
    });
    expect(first.failingSince).toBe(first.failedAt);
    // Whoever is told is told once.
    expect(news).toEqual(['export[0]: Error: No room']);
    expect(logger.error).toHaveBeenCalledTimes(2);
    isDown = false;
    await checkpoints.run();
    expect(taken).toEqual([1, 2, 3].map(n => `checkpoint-00000000000${n}.jws`));
    expect(await checkpoints.states()).toEqual([
      expect.objectContaining({
        ...{ number: 3, error: undefined, failedAt: undefined },
        failingSince: undefined,
      }),
    ]);
    await checkpoints.run();
    expect(news.slice(1)).toEqual(['export[0] mended']);
  });
});
