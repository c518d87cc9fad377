import { TestDatabases } from '@backstage/backend-test-utils';
import {
  FIRST_PREV,
  formatLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../../database/migrate';
import { exampleCall } from '../__testUtils__/exampleCall';
import { toAuditEvent } from '../events/toAuditEvent';
import { sha256 } from '../spool/SpoolWriter';
import { AuditRetention, type DeletedEvents } from './AuditRetention';
import { AuditStore } from './AuditStore';
import type { SpooledEvent } from './readEvents';

/** A chain with an event at each of these times. */
function chainOf(writer: string, times: readonly string[]): SpooledEvent[] {
  let prev = FIRST_PREV;
  return times.map((at, index) => {
    const call = exampleCall({ at });
    const event = toAuditEvent(call, { phase: 'outcome', id: call.id, at });
    const text = JSON.stringify(event);
    const place = { writer, seq: index + 1, prev };
    const { hash } = formatLine(place, text, sha256);
    prev = hash;
    return { line: { ...place, hash, event: text }, event };
  });
}

describe('AuditRetention', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

  describe.each(databases.eachSupportedId())('on %p', databaseId => {
    let database: Knex;
    let told: DeletedEvents[];

    beforeEach(async () => {
      database = await databases.init(databaseId);
      await applyDatabaseMigrations(database);
      told = [];
    });

    const cleanUp = async (now: string) =>
      await AuditRetention.create({
        ...{ database, retentionDays: 10, now: () => new Date(now) },
        tell: deleted => told.push(deleted),
      }).cleanUp();
    const left = async () =>
      (await database('audit_events').orderBy(['writer', 'seq'])).map(
        ({ writer, seq }) => `${writer} ${seq}`,
      );

    it('deletes whole days and leaves a seal that the rest of the chain goes on from', async () => {
      const events = chainOf('w1', [
        '2026-11-01T23:59:59.999Z',
        '2026-11-02T00:00:00.000Z',
        '2026-11-02T12:00:00.000Z',
        '2026-11-03T00:00:00.000Z',
      ]);
      await AuditStore.create({ database }).add('w1', events);
      await cleanUp('2026-11-12T15:00:00.000Z');
      expect(await left()).toEqual(['w1 2', 'w1 3', 'w1 4']);
      const [seal] = await database('audit_gaps');
      expect(seal).toMatchObject({
        prev: FIRST_PREV,
        last: events[1].line.prev,
        by: 'retention',
        reason: 'older than 10 days',
      });
      expect([seal.from_seq, seal.to_seq].map(Number)).toEqual([1, 1]);
      expect(told).toEqual([
        expect.objectContaining({ writer: 'w1', from: 1, to: 1 }),
      ]);

      // Within the same day there is nothing more, on the next one there is.
      await cleanUp('2026-11-12T23:00:00.000Z');
      expect(told).toHaveLength(1);
      await cleanUp('2026-11-13T00:30:00.000Z');
      expect(await left()).toEqual(['w1 4']);
      const seals = await database('audit_gaps').orderBy('from_seq');
      expect(seals[1]).toMatchObject({
        prev: seals[0].last,
        last: events[3].line.prev,
      });
    });

    it('deletes a chain to its end, which the chain still goes on from', async () => {
      const store = AuditStore.create({ database });
      const times = Array.from({ length: 3 }, () => '2026-11-01T10:00:00.000Z');
      const events = chainOf('w1', [...times, '2026-11-20T10:00:00.000Z']);
      await store.add('w1', events.slice(0, 3));
      await cleanUp('2026-11-20T00:00:00.000Z');
      expect(await left()).toEqual([]);
      await store.add('w1', events);
      expect(await left()).toEqual(['w1 4']);
      // Nor do calls come back that were there before.
      expect(
        await database('calls').where({
          id: events[3].event?.sallyport.call?.id,
        }),
      ).toHaveLength(1);
    });

    it('keeps what stands behind something newer, as where a clock was set back', async () => {
      await AuditStore.create({ database }).add(
        'w1',
        chainOf('w1', [
          '2026-11-01T10:00:00.000Z',
          '2026-11-20T10:00:00.000Z',
          '2026-11-01T10:00:01.000Z',
        ]),
      );
      await cleanUp('2026-11-21T00:00:00.000Z');
      expect(await left()).toEqual(['w1 2', 'w1 3']);
      await cleanUp('2026-11-21T01:00:00.000Z');
      expect(told).toHaveLength(1);
    });
  });
});
