import type { Knex } from 'knex';
import type { CallRow } from '../../evidence/callRow';
import type { RecordedUse } from './toCallFact';
import { uuidBound } from './uuidBound';

const TABLE = 'calls';
/** Rows of one statement: an answer with more would be a long piece of work for whoever serves calls. */
const PAGE = 200;
/** After so long a call whose outcome is not known is taken as it is. */
const PENDING_MS = 14 * 60_000;

/** Of all that is known of a call, what detectors look at. */
const COLUMNS = [
  ...(['id', 'at', 'user_ref', 'actor_ref', 'server_ref', 'method'] as const),
  ...(['tool', 'decision', 'reason', 'outcome', 'response_bytes'] as const),
] as const satisfies readonly (keyof CallRow)[];

/** Most say nothing of guards, and a trace is longer than all the rest: it stays where it is then. */
const GUARDED_TRACE = `CASE WHEN trace LIKE '%"guard"%' THEN trace END AS guarded`;

type Row = Pick<CallRow, (typeof COLUMNS)[number]> & { guarded: string | null };

/** Calls that were not looked at yet, after a place in the order of their ids, at most so many. */
export async function readNewCalls(
  database: Knex,
  options: { after: string; limit: number; now: number },
): Promise<RecordedUse[]> {
  const { limit, now } = options;
  const found: RecordedUse[] = [];
  while (found.length < limit) {
    const size = Math.min(PAGE, limit - found.length);
    const after = found.at(-1)?.id ?? options.after;
    const page = await pageOf(database, { after, size, now });
    for (const row of page) found.push(toUse(row));
    if (page.length < size) break;
  }
  return found;
}

async function pageOf(
  database: Knex,
  { after, size, now }: { after: string; size: number; now: number },
): Promise<Row[]> {
  return await database(TABLE)
    .where('id', '>', after)
    .whereNotExists(
      database('alert_seen_calls')
        .select(database.raw('1'))
        .whereRaw('alert_seen_calls.id = calls.id'),
    )
    .where(query =>
      query
        .whereNot('outcome', 'pending')
        .orWhere('id', '<', uuidBound(now - PENDING_MS)),
    )
    .orderBy('id')
    .limit(size)
    .select<Row[]>(...COLUMNS, database.raw(GUARDED_TRACE));
}

function toUse(row: Row): RecordedUse {
  return {
    id: row.id,
    at: row.at,
    user: row.user_ref ?? undefined,
    actor: row.actor_ref ?? undefined,
    serverRef: row.server_ref ?? undefined,
    method: row.method ?? '',
    tool: row.tool ?? undefined,
    decision: row.decision,
    // Written from the closed list by this package alone.
    reason: row.reason as RecordedUse['reason'],
    outcome: row.outcome,
    responseBytes: Number(row.response_bytes ?? 0),
    trace: row.guarded === null ? [] : JSON.parse(row.guarded),
  };
}
