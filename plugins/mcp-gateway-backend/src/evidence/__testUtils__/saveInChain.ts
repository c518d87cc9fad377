import {
  FIRST_PREV,
  formatLine,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { toAuditEvent } from '../events/toAuditEvent';
import { AuditStore } from '../shipping/AuditStore';
import { readEvents } from '../shipping/readEvents';
import { sha256 } from '../spool/SpoolWriter';
import type { CallRecord } from '../types';

/**
 * Has a writer say of calls, in this order, what is known of them: an intent where the end is not, and the end where it is.
 *
 * @param options - `at`: when it is written down; absent, when the call began
 */
export async function saveInChain(
  database: Knex,
  calls: readonly CallRecord[],
  { writer = 'w1', at }: { writer?: string; at?: number } = {},
): Promise<void> {
  const head = await database('audit_writers').where({ writer }).first();
  let prev: string = head?.hash ?? FIRST_PREV;
  let seq = Number(head?.seq ?? 0);
  const lines = calls.map(call => {
    seq += 1;
    const phase = call.outcome === 'pending' ? 'intent' : 'outcome';
    const event = JSON.stringify(
      toAuditEvent(call, {
        ...{ phase, id: `${writer}-${seq}` },
        at: at === undefined ? call.at : new Date(at).toISOString(),
      }),
    );
    const place = { writer, seq, prev };
    const { hash } = formatLine(place, event, sha256);
    prev = hash;
    return { ...place, hash, event };
  });
  await AuditStore.create({ database }).add(writer, readEvents(lines));
}
