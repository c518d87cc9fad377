import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { ManualClock } from '../access/__testUtils__/ManualClock';
import { applyDatabaseMigrations } from '../database/migrate';
import { others, owner } from './__testUtils__/owner';
import { Seal } from './Seal';
import { SealKeys } from './SealKeys';
import { SessionSeal } from './SessionSeal';
import type { SessionContent } from './types';

jest.setTimeout(60_000);

const content: SessionContent = {
  issuedAt: 1_800_000_000_000,
  era: 'legacy',
  upstreamId: '2f9a3c1e-7a52-4a55-9f10-6a1f0de3c111',
  client: { name: 'sdk', version: '1.2.3' },
  protocolVersion: '2025-11-25',
  capabilities: { elicitation: { form: {}, url: {} }, roots: {} },
};

describe('SessionSeal', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let keys: SealKeys;
  let seal: Seal;
  let sessions: SessionSeal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    keys = SealKeys.create({
      database,
      clock: new ManualClock(),
      longestLifeMs: 1000,
    });
    await keys.refresh();
    seal = Seal.create({ keys });
    sessions = SessionSeal.create({ seal });
  });

  it('opens for its owner what it sealed, any replica alike', () => {
    const id = sessions.seal(content, owner);
    const replica = SessionSeal.create({ seal: Seal.create({ keys }) });
    expect(replica.openNow(id, owner)).toEqual(content);
    const bare = { issuedAt: 1, era: 'modern' } as const;
    expect(sessions.openNow(sessions.seal(bare, owner), owner)).toEqual(bare);
  });

  it('says nothing of what is in it, is visible ASCII, and never the same twice', () => {
    const id = sessions.seal(content, owner);
    expect(id).toMatch(/^[A-Za-z0-9_-]{1,1024}$/);
    expect(Buffer.from(id, 'base64url').toString('latin1')).not.toMatch(
      /2f9a|sdk|2025|elicit|alice|orders/,
    );
    expect(sessions.seal(content, owner)).not.toBe(id);
  });

  it('stays within 2 KB where client and server write much', () => {
    const capabilities = { experimental: { much: 'x'.repeat(470) } };
    const upstreamId = 'i'.repeat(512);
    const client = { name: 'n'.repeat(100), version: 'v'.repeat(50) };
    const id = sessions.seal(
      { ...content, capabilities, upstreamId, client },
      owner,
    );
    expect(id.length).toBeLessThan(2048);
  });

  it.each(others)('E5: is no session for %s', (_, other) => {
    const id = sessions.seal(content, owner);
    expect(sessions.openNow(id, other)).toBeUndefined();
  });

  it('E5: one changed bit, and it is no session', () => {
    const id = sessions.seal(content, owner);
    const bytes = Buffer.from(id, 'base64url');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), bit => {
        const changed = Buffer.from(bytes);
        const at = Math.floor(bit / 8);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit % 8);
        const opened = sessions.openNow(changed.toString('base64url'), owner);
        // A changed number of the key is a key that is not there.
        expect(opened).toBe(at >= 1 && at <= 4 ? 'unknown-key' : undefined);
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it('E5: made-up text is no session and breaks nothing', async () => {
    const bytes = fc
      .uint8Array({ maxLength: 200 })
      .map(array => Buffer.from(array).toString('base64url'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), bytes), async text => {
        expect(await sessions.open(text, owner)).toBeUndefined();
      }),
      { numRuns: 500, seed: 5 },
    );
    const long = 'A'.repeat(1_000_000);
    expect(await sessions.open(long, owner)).toBeUndefined();
  });

  it('E5: is known by one spelling only, so that an ended session does not come back in another', () => {
    // A length that leaves bits over, which base64 decoders ignore.
    const ids = ['', 'a', 'ab'].map(extra =>
      sessions.seal({ ...content, upstreamId: `id${extra}` }, owner),
    );
    const id = ids.find(({ length }) => length % 4 !== 0) ?? '';
    const last = id.at(-1) ?? '';
    const next = String.fromCharCode(last.charCodeAt(0) + 1);
    const spellings = [
      `${id}=`,
      `${id}==`,
      ` ${id}`,
      `${id}\n`,
      `${id.slice(0, 9)}.${id.slice(9)}`,
      id.slice(0, -1) + next,
    ];
    expect(id).not.toBe('');
    expect(sessions.openNow(id, owner)).toBeDefined();
    for (const spelling of spellings) {
      expect(sessions.openNow(spelling, owner)).toBeUndefined();
    }
  });

  it('what is sealed for another purpose is no session', () => {
    const context = JSON.stringify(Object.values(owner));
    const text = Buffer.from(JSON.stringify({ at: 1, era: 'legacy' }));
    const as = (purpose: 'session' | 'mailbox') =>
      seal.seal({ purpose, context, content: text }).toString('base64url');
    expect(sessions.openNow(as('mailbox'), owner)).toBeUndefined();
    expect(sessions.openNow(as('session'), owner)).toBeDefined();
  });
});
