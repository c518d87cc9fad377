import { TestDatabases } from '@backstage/backend-test-utils';
import {
  FIRST_PREV,
  formatLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../../database/migrate';
import { exampleCall } from '../__testUtils__/exampleCall';
import { CallStore } from '../CallStore';
import { toAuditEvent } from '../events/toAuditEvent';
import { sha256 } from '../spool/SpoolWriter';
import { checkChains } from './__testUtils__/checkChains';
import { AuditStore, BrokenChainError } from './AuditStore';
import { readEvents } from './readEvents';

const AT = '2026-11-29T10:00:00.000Z';

/** An intent and its outcome for each of so many calls. */
function chain(count: number) {
  let prev = FIRST_PREV;
  let seq = 0;
  const calls = Array.from({ length: count }, () => exampleCall());
  const said = calls.flatMap(call => [
    {
      call: { ...call, outcome: 'pending' as const },
      phase: 'intent' as const,
    },
    { call, phase: 'outcome' as const },
  ]);
  const lines = said.map(({ call, phase }) => {
    seq += 1;
    const event = JSON.stringify(
      toAuditEvent(call, { phase, id: `${call.id}-${phase}`, at: AT }),
    );
    const place = { writer: 'w1', seq, prev };
    const { hash } = formatLine(place, event, sha256);
    prev = hash;
    return { ...place, hash, event };
  });
  return { calls, events: readEvents(lines) };
}

describe('AuditStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    let database: Knex;
    let store: AuditStore;

    beforeEach(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
      store = AuditStore.create({ database });
    });

    it('has every event and every call once, however batches overlap, repeat and come at once', async () => {
      const { calls, events } = chain(20);
      const pieces = fc.sample(
        fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 15 })), {
          minLength: 30,
          maxLength: 30,
        }),
        { numRuns: 1, seed: 11 },
      )[0];
      const failures: unknown[] = [];
      const add = async ([start, length]: [number, number]) =>
        await store
          .add('w1', events.slice(start, start + length))
          .catch(error => failures.push(error));
      for (const piece of pieces) await Promise.all([add(piece), add(piece)]);
      // What would leave a hole is refused, and nothing else.
      expect(failures).not.toEqual([]);
      for (const failure of failures) {
        expect(failure).toBeInstanceOf(BrokenChainError);
      }
      await store.add('w1', events);
      const { callIds } = await checkChains(database);
      expect(callIds).toEqual(calls.flatMap(({ id }) => [id, id]));
      const read = CallStore.create({ database });
      expect(await database('calls').pluck('id')).toHaveLength(calls.length);
      // The outcome counts, though intents came again behind it.
      for (const call of calls) expect(await read.get(call.id)).toEqual(call);
      expect(await store.seqOf('w1')).toBe(40);
    });

    it('adds events, calls and what is told of them together or not at all', async () => {
      const { calls, events } = chain(160);
      const told: string[] = [];
      let isDown = true;
      const strict = AuditStore.create({
        database,
        onSave: async (transaction, records) => {
          await transaction('alert_positions').insert({
            ...{ source: 'test', position: String(records.length) },
          });
          if (isDown) throw new Error('down');
          told.push(...records.map(({ id }) => id));
        },
      });
      await expect(strict.add('w1', events)).rejects.toThrow('down');
      const tables = ['audit_events', 'calls', 'alert_positions'];
      for (const table of tables) expect(await database(table)).toEqual([]);
      expect(await strict.seqOf('w1')).toBe(0);
      isDown = false;
      await strict.add('w1', events);
      expect(told).toEqual(calls.map(({ id }) => id));
      expect((await checkChains(database)).callIds).toHaveLength(320);
      const [{ position }] = await database('alert_positions');
      expect(position).toBe('160');
      const outcomes = await database('calls').pluck('outcome');
      expect(outcomes).toEqual(calls.map(() => 'ok'));
    });

    it('takes nothing that does not follow', async () => {
      const { events } = chain(2);
      await expect(store.add('w1', events.slice(1))).rejects.toThrow(
        BrokenChainError,
      );
      const [first] = chain(1).events;
      await store.add('w1', [first]);
      await expect(store.add('w1', events.slice(1, 2))).rejects.toThrow(
        BrokenChainError,
      );
      expect(await database('audit_events')).toHaveLength(1);
    });

    it('keeps every text as it was hashed, however it is written', async () => {
      const call = exampleCall({ tool: 'größe 😀 "x" \\ \u0007 \ud800' });
      const long = 'a'.repeat(5_000);
      const written = { phase: 'outcome' as const, id: 'an-id', at: AT };
      const event = JSON.stringify(toAuditEvent(call, written));
      const texts = [
        event,
        event.replace('{"v":1,', '{ "v" : 1.0e0 ,\t"x" : { "n" : 1.50 },'),
        event.replace('{"v":1,', '{"v":1,"v":1,"x":"\\u0000 \\ud800 \\/",'),
        event.replace('{"v":1,', `{"v":1,"x":"${long}",`),
        event.replace(
          '{"v":1,',
          `{"v":1,"x":${'['.repeat(2_000)}${']'.repeat(2_000)},`,
        ),
      ];
      let prev = FIRST_PREV;
      const lines = texts.map((text, i) => {
        const place = { writer: 'w1', seq: i + 1, prev };
        const { hash } = formatLine(place, text, sha256);
        prev = hash;
        return { ...place, hash, event: text };
      });
      const events = readEvents(lines);
      expect(events.map(one => one.event?.v)).toEqual(texts.map(() => 1));
      await store.add('w1', events);
      expect((await checkChains(database)).callIds).toHaveLength(texts.length);
      const found = await database('audit_events').orderBy('seq').pluck('text');
      expect(found).toEqual(texts);
    });

    it('keeps the text of events that it cannot read', async () => {
      const event = '{"v":99,"text":"⟨x⟩ 😀 \\u0000"}';
      const place = { writer: 'w1', seq: 1, prev: FIRST_PREV };
      const { hash } = formatLine(place, event, sha256);
      await store.add('w1', readEvents([{ ...place, hash, event }]));
      expect(await checkChains(database)).toEqual({ writers: 1, callIds: [] });
      const [row] = await database('audit_events');
      expect(row).toMatchObject({ type: 'unknown', text: event });
      expect(await database('calls')).toEqual([]);
    });
  });
});
