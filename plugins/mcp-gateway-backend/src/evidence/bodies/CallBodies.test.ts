import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { systemClock } from '../../access/Clock';
import { applyDatabaseMigrations } from '../../database/migrate';
import { ConfiguredKeyProvider } from '../../encryption/ConfiguredKeyProvider';
import { DataKeys } from '../../encryption/DataKeys';
import { EnvelopeBox } from '../../encryption/EnvelopeBox';
import { SecretBox } from '../../encryption/SecretBox';
import type { Call } from '../../pipeline/types';
import { newCallId } from '../newCallId';
import { BodySealer } from './BodySealer';
import { BodyStore, type BodyRow } from './BodyStore';
import { CallBodies } from './CallBodies';

jest.setTimeout(60_000);

const SAID = 'what-alice-said';
const KEYS = [{ id: 'first', secret: 'k'.repeat(40) }];

function call(changes: Partial<Call> = {}): Call {
  const bytes = Buffer.from(
    JSON.stringify({ params: { name: 'echo', arguments: { note: SAID } } }),
  );
  return {
    id: newCallId(),
    at: Date.now(),
    headers: {},
    recording: 'redacted',
    message: { bytes, kind: 'request', method: 'tools/call', id: 1 },
    ...changes,
  } as Call;
}
const ANSWER = {
  outcome: 'ok',
  bytes: 40,
  head: [Buffer.from('{"jsonrpc":"2.0","id":1,"result":{"a":1}}')],
} as const;

describe('CallBodies', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let database: Knex;
    let told: NonNullable<AuditEvent['sallyport']['body']>[];

    beforeAll(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
    });

    beforeEach(async () => {
      told = [];
      await database('call_bodies').delete();
    });

    function create(
      options: {
        keys?: typeof KEYS;
        add?: (rows: readonly BodyRow[]) => Promise<void>;
        maxTries?: number;
      } = {},
    ) {
      const provider = ConfiguredKeyProvider.create({
        box: SecretBox.create({ keys: options.keys ?? KEYS }),
      });
      const keys = DataKeys.create({ database, provider, clock: systemClock });
      const store = BodyStore.create({ database });
      const sealer = BodySealer.create({ box: EnvelopeBox.create({ keys }) });
      const bodies = CallBodies.create({
        store: { add: options.add ?? (rows => store.add(rows)) },
        sealer,
        tell: ({ sallyport }) => void told.push(sallyport.body!),
        logger: mockServices.logger.mock(),
        retryMs: 1,
        maxTries: options.maxTries,
      });
      return { bodies, store, sealer };
    }

    it('keeps them encrypted, and tells their digest when they are there', async () => {
      const { bodies, store, sealer } = create();
      const one = call();
      bodies.note(one, ANSWER);
      // The answer does not wait for it.
      expect(told).toEqual([]);
      await bodies.flush();
      const row = await store.find(one.id);
      expect(row?.sealed).not.toContain(SAID);
      const { text } = await sealer.open(one.id, row!.sealed);
      expect(JSON.parse(text)).toMatchObject({
        callId: one.id,
        arguments: { text: `{"note":"${SAID}"}` },
        result: { text: '{"a":1}' },
      });
      expect(told).toEqual([
        {
          callId: one.id,
          state: 'kept',
          digest: expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/),
          bytes: text.length,
        },
      ]);
    });

    it('gives what is the same another digest each time: nobody finds it out by trying', async () => {
      const { bodies } = create();
      for (let count = 0; count < 3; count += 1) bodies.note(call(), ANSWER);
      await bodies.flush();
      expect(new Set(told.map(({ digest }) => digest)).size).toBe(3);
    });

    it('opens for its own call alone', async () => {
      const { bodies, store, sealer } = create();
      const one = call();
      bodies.note(one, ANSWER);
      await bodies.flush();
      const row = await store.find(one.id);
      await expect(sealer.open('another', row!.sealed)).rejects.toThrow();
    });

    it('keeps nothing where the policy is none, or nothing was said', async () => {
      const { bodies } = create();
      bodies.note(call({ recording: undefined }), ANSWER);
      bodies.note(call({ message: undefined }), ANSWER);
      await bodies.flush();
      expect(told).toEqual([]);
      expect(await database('call_bodies').select()).toEqual([]);
    });

    it('waits for the database, in its order, and keeps each once', async () => {
      let tries = 0;
      const { bodies, store } = create({
        add: async rows => {
          tries += 1;
          // Once it has not heard that it succeeded.
          if (tries === 2) await store.add(rows);
          if (tries < 4) throw new Error('away');
          await store.add(rows);
        },
      });
      const calls = Array.from({ length: 30 }, () => call());
      for (const one of calls) bodies.note(one, ANSWER);
      await bodies.flush();
      expect(told.map(({ callId, state }) => [callId, state])).toEqual(
        calls.map(({ id }) => [id, 'kept']),
      );
      expect(await database('call_bodies').select()).toHaveLength(30);
    });

    it('says of each what could not be kept, and why', async () => {
      const away = create({
        add: async () => {
          throw new Error('away');
        },
        maxTries: 3,
      });
      away.bodies.note(call(), ANSWER);
      await away.bodies.flush();
      const keyless = create({ keys: [] });
      keyless.bodies.note(call(), ANSWER);
      await keyless.bodies.flush();
      expect(told.map(({ state, why }) => [state, why])).toEqual([
        ['lost', 'database'],
        ['lost', 'encryption'],
      ]);
      expect(await database('call_bodies').select()).toEqual([]);
    });

    it('holds no more than there is room for, and says what it did not', async () => {
      const { bodies } = create();
      const large = Buffer.alloc(64 * 1024, 'a');
      const message = { ...call().message!, bytes: large };
      for (let count = 0; count < 600; count += 1) {
        bodies.note(call({ message }), ANSWER);
      }
      const lost = told.filter(({ why }) => why === 'queue').length;
      expect(lost).toBeGreaterThan(50);
      await bodies.flush();
      expect(told).toHaveLength(600);
      expect(told.filter(({ state }) => state === 'kept')).toHaveLength(
        600 - lost,
      );
    });

    it('ends with all of them kept or told', async () => {
      const { bodies } = create({
        add: async () => {
          throw new Error('away');
        },
      });
      for (let count = 0; count < 25; count += 1) bodies.note(call(), ANSWER);
      await bodies.stop();
      expect(told.map(({ why }) => why)).toEqual(
        Array.from({ length: 25 }, () => 'stopped'),
      );
      bodies.note(call(), ANSWER);
      expect(told).toHaveLength(26);
    });

    it('deletes them when their time is over, and no others', async () => {
      const { bodies, store } = create();
      const [old, young] = [call({ at: Date.now() - 60_000 }), call()];
      bodies.note(old, ANSWER);
      bodies.note(young, ANSWER);
      await bodies.flush();
      expect(await store.deleteOlderThan(new Date(Date.now() - 30_000))).toBe(
        1,
      );
      expect(await store.has(old.id)).toBe(false);
      expect(await store.has(young.id)).toBe(true);
    });
  });
});
