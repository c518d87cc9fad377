import type { Knex } from 'knex';
import { validate as isUuid } from 'uuid';
import { bitesOf } from '../../database/inBites';
import { whereIdIn } from '../../database/whereIdIn';
import type { CallRow } from '../../evidence/callRow';
import type { RecordedUse } from './toCallFact';

const TABLE = 'calls';
const SEEN = 'alert_seen_calls';
/** Rows of one statement: an answer with more would be a long piece of work for whoever serves calls. */
const ROWS = 200;

/** Of all that is known of a call, what detectors look at. */
const COLUMNS = [
  ...(['id', 'at', 'user_ref', 'actor_ref', 'server_ref', 'method'] as const),
  ...(['tool', 'decision', 'reason', 'outcome', 'response_bytes'] as const),
] as const satisfies readonly (keyof CallRow)[];

/** Most say nothing of guards, and a trace is longer than all the rest: it stays where it is then. */
const GUARDED_TRACE = `CASE WHEN trace LIKE '%"guard"%' THEN trace END AS guarded`;

type Row = Pick<CallRow, (typeof COLUMNS)[number]> & { guarded: string | null };

/** These calls, but for those that were looked at out of turn and those that are not kept any more. */
export async function readUses(
  database: Knex,
  ids: readonly string[],
): Promise<RecordedUse[]> {
  const found: RecordedUse[] = [];
  for (const bite of bitesOf(ids.filter(isUuid), ROWS)) {
    const rows = await whereIdIn(unseen(database), bite);
    for (const row of rows) found.push(toUse(row));
  }
  return found;
}

/** Calls of which the end is not known, that began after and before these ids: those that began first, at most so many. */
export async function readPending(
  database: Knex,
  { after, before, limit }: { after: string; before: string; limit: number },
): Promise<RecordedUse[]> {
  const rows = await unseen(database)
    // As the index has it, which a variable would not say.
    .whereRaw(`outcome = 'pending'`)
    .where('id', '>', after)
    .where('id', '<', before)
    .orderBy('id')
    .limit(limit);
  return rows.map(toUse);
}

function unseen(database: Knex): Knex.QueryBuilder<CallRow, Row[]> {
  return database<CallRow>(TABLE)
    .select<Row[]>(...COLUMNS, database.raw(GUARDED_TRACE))
    .whereNotExists(
      database(SEEN)
        .select(database.raw('1'))
        .whereRaw(`${SEEN}.id = calls.id`),
    );
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
