import {
  FIRST_PREV,
  hashText,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { sha256 } from '../../spool/SpoolWriter';

/** Verifies every chain that is in a database, from its first event to its head. */
export async function checkChains(
  database: Knex,
): Promise<{ writers: number; callIds: string[] }> {
  const writers = await database('audit_writers').orderBy('writer');
  const callIds: string[] = [];
  for (const { writer, seq, hash } of writers) {
    const events = await database('audit_events')
      .where({ writer })
      .orderBy('seq');
    let last = { seq: 0, hash: FIRST_PREV };
    for (const event of events) {
      const place = { writer, seq: Number(event.seq), prev: event.prev };
      expect(place).toEqual({ writer, seq: last.seq + 1, prev: last.hash });
      expect(sha256(hashText(place, event.text))).toBe(event.hash);
      last = { seq: place.seq, hash: event.hash };
      if (event.call_id) callIds.push(event.call_id);
    }
    expect(last).toEqual({ seq: Number(seq), hash });
  }
  return { writers: writers.length, callIds };
}
