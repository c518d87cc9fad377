import type { StopKind } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { StopState } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';
import type { StopRule } from './reactions/StopRule';

const TABLE = 'stops';

/** By which right something was stopped. */
export type StopAuthority = 'owner' | 'security';

/** A stop as the registry keeps it. */
export interface StopRecord {
  id: string;
  kind: StopKind;
  serverId?: string;
  subject: string;
  authority: StopAuthority;
  state: StopState;
  reason: string;
  message?: string;
  createdAt: string;
  createdBy: string;
  actor?: string;
  confirmedBy?: string;
  endsAt?: string;
  endedAt?: string;
  endedBy?: string;
  endReason?: string;
  sequence?: number;
  /** Set where no person has stopped it. */
  rule?: StopRule;
}

/** A row of the table `stops`. */
export interface StopRow {
  id: string;
  kind: StopKind;
  server_id: string | null;
  subject: string;
  authority: StopAuthority;
  state: StopState;
  reason: string;
  message: string | null;
  created_at: string;
  created_by: string;
  actor: string | null;
  confirmed_by: string | null;
  ends_at: string | null;
  ended_at: string | null;
  ended_by: string | null;
  end_reason: string | null;
  sequence: number | null;
  reaction_id: string | null;
  rule: string | null;
}

/** Reads a row. */
export function toStopRecord(row: StopRow): StopRecord {
  return {
    id: row.id,
    kind: row.kind,
    serverId: row.server_id ?? undefined,
    subject: row.subject,
    authority: row.authority,
    state: row.state,
    reason: row.reason,
    message: row.message ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
    actor: row.actor ?? undefined,
    confirmedBy: row.confirmed_by ?? undefined,
    endsAt: row.ends_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    endedBy: row.ended_by ?? undefined,
    endReason: row.end_reason ?? undefined,
    sequence: row.sequence ?? undefined,
    rule: row.rule === null ? undefined : readJson<StopRule>(row.rule),
  };
}

/** Adds a stop. */
export async function insertStop(tx: Knex, stop: StopRecord): Promise<void> {
  const row: StopRow = {
    id: stop.id,
    kind: stop.kind,
    server_id: stop.serverId ?? null,
    subject: stop.subject,
    authority: stop.authority,
    state: stop.state,
    reason: stop.reason,
    message: stop.message ?? null,
    created_at: stop.createdAt,
    created_by: stop.createdBy,
    actor: stop.actor ?? null,
    confirmed_by: stop.confirmedBy ?? null,
    ends_at: stop.endsAt ?? null,
    ended_at: null,
    ended_by: null,
    end_reason: null,
    sequence: stop.sequence ?? null,
    reaction_id: stop.rule?.reactionId ?? null,
    rule: stop.rule ? JSON.stringify(stop.rule) : null,
  };
  await tx(TABLE).insert(row);
}

/** A stop by its id. */
export async function findStop(
  knex: Knex,
  id: string,
): Promise<StopRecord | undefined> {
  const row: StopRow | undefined = await knex(TABLE).where({ id }).first();
  return row && toStopRecord(row);
}

/**
 * Moves a stop on.
 *
 * @returns false where it is in another state by now.
 */
export async function updateStop(
  tx: Knex,
  options: { id: string; from: StopState; columns: Partial<StopRow> },
): Promise<boolean> {
  const count: number = await tx(TABLE)
    .where({ id: options.id, state: options.from })
    .update(options.columns);
  return count === 1;
}

/** Keeps the stops that are in force at a moment; also those of which nobody has written down that they have ended are left out. */
export function whereInForce(query: Knex.QueryBuilder, now: Date): void {
  query
    .where({ state: 'active' })
    .where(open =>
      open.whereNull('ends_at').orWhere('ends_at', '>', now.toISOString()),
    );
}

/** How many are in force, or of those on one thing. */
export async function countInForce(
  knex: Knex,
  options: {
    now: Date;
    of?: { kind: StopKind; serverId?: string; subject: string };
  },
): Promise<number> {
  const query = knex(TABLE);
  whereInForce(query, options.now);
  const { of } = options;
  if (of) {
    query.where({ kind: of.kind, subject: of.subject });
    if (of.serverId !== undefined) query.where({ server_id: of.serverId });
  }
  const [{ count }] = await query.count({ count: '*' });
  return Number(count);
}

/** Stops whose end has come and of which nobody has written it down, the oldest first. */
export async function dueStops(
  knex: Knex,
  options: { now: Date; limit: number },
): Promise<StopRecord[]> {
  const rows: StopRow[] = await knex(TABLE)
    .whereIn('state', ['active', 'proposed'])
    .where('ends_at', '<=', options.now.toISOString())
    .orderBy('ends_at')
    .limit(options.limit);
  return rows.map(toStopRecord);
}
