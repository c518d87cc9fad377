import type { ApprovalCondition } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import { isDeepStrictEqual } from 'node:util';
import { readJson } from '../../database/readJson';

const TABLE = 'approval_conditions';

/** A condition under which a server is approved. Nothing of what it says is ever changed. */
export interface ConditionRecord extends NewCondition {
  id: string;
  serverId: string;
  /** With whose approval it came. */
  digest: string;
  setAt: string;
  remindedDays?: number;
}

/** A condition, and who sets it. */
export interface NewCondition {
  condition: ApprovalCondition;
  setBy: string;
  /** `review`: with an approval; `rule`: of an approval policy; `narrowed`: later; `lift`: in place of a wider one. */
  source: 'review' | 'rule' | 'narrowed' | 'lift';
  reason?: string;
}

interface ConditionRow {
  id: string;
  server_id: string;
  digest: string;
  condition: string;
  set_by: string;
  set_at: string;
  source: ConditionRecord['source'];
  reason: string | null;
  reminded_days: number | null;
}

/** Adds conditions to those in force; one that is there already is not added again. */
export async function addConditions(
  tx: Knex.Transaction,
  options: {
    serverId: string;
    digest: string;
    at: string;
    conditions: readonly NewCondition[];
  },
): Promise<void> {
  const { serverId, digest, at, conditions } = options;
  for (const one of conditions) {
    const inForce = await findConditions(tx, serverId);
    const isThere = inForce.some(({ condition }) =>
      isDeepStrictEqual(condition, one.condition),
    );
    if (isThere) continue;
    await tx(TABLE).insert({
      // Of one moment, too, a later one sorts behind.
      id: uuid(),
      server_id: serverId,
      digest,
      condition: JSON.stringify(one.condition),
      set_by: one.setBy,
      set_at: at,
      source: one.source,
      reason: one.reason ?? null,
      // As clocks write it, since it is compared with them.
      until:
        one.condition.kind === 'until'
          ? new Date(one.condition.at).toISOString()
          : null,
    });
  }
}

/** All conditions of a server that hold, in the order in which they came. */
export async function findConditions(
  knex: Knex,
  serverId: string,
): Promise<ConditionRecord[]> {
  const rows: ConditionRow[] = await knex(TABLE)
    .where({ server_id: serverId })
    .whereNull('ended_at')
    .orderBy([{ column: 'set_at' }, { column: 'id' }]);
  return rows.map(toRecord);
}

/** Those of several servers that hold, by server. */
export async function findConditionsOf(
  knex: Knex,
  serverIds: readonly string[],
): Promise<Map<string, ConditionRecord[]>> {
  if (serverIds.length === 0) return new Map();
  const rows: ConditionRow[] = await knex(TABLE)
    .whereIn('server_id', [...serverIds])
    .whereNull('ended_at')
    .orderBy([{ column: 'set_at' }, { column: 'id' }]);
  const found = new Map<string, ConditionRecord[]>();
  for (const record of rows.map(toRecord)) {
    const { serverId } = record;
    found.set(serverId, [...(found.get(serverId) ?? []), record]);
  }
  return found;
}

/** Some by their ids, whether they hold or not. */
export async function findConditionsById(
  knex: Knex,
  ids: readonly string[],
): Promise<Map<string, ConditionRecord>> {
  if (ids.length === 0) return new Map();
  const rows: ConditionRow[] = await knex(TABLE).whereIn('id', [...ids]);
  return new Map(rows.map(row => [row.id, toRecord(row)]));
}

/** Whether the approval of a server is over at a moment, by one condition at least. */
export async function isAnyOver(
  knex: Knex,
  options: { serverId: string; at: string },
): Promise<boolean> {
  const row: unknown = await knex(TABLE)
    .where({ server_id: options.serverId })
    .whereNull('ended_at')
    .where('until', '<=', options.at)
    .first('id');
  return row !== undefined;
}

/** Servers that go on although their approval is over. */
export async function findServersPastTheirDay(
  knex: Knex,
  at: string,
): Promise<string[]> {
  const rows: { id: string }[] = await knex(TABLE)
    .join('servers', 'servers.id', `${TABLE}.server_id`)
    .whereNull(`${TABLE}.ended_at`)
    .where(`${TABLE}.until`, '<=', at)
    .where({ 'servers.suspended': false, 'servers.retired': false })
    .whereNotNull('servers.approved_digest')
    .distinct('servers.id as id');
  return rows.map(({ id }) => id);
}

/** @returns whether all of them were there to be ended. */
export async function endConditions(
  tx: Knex.Transaction,
  options: { serverId: string; ids: readonly string[]; by: string; at: string },
): Promise<boolean> {
  const { serverId, ids, by, at } = options;
  const count: number = await tx(TABLE)
    .where({ server_id: serverId })
    .whereIn('id', [...ids])
    .whereNull('ended_at')
    .update({ ended_at: at, ended_by: by });
  return count === ids.length;
}

/** Dates that come before a moment, of which nobody has written down that they are over. */
export async function findEnding(
  knex: Knex,
  options: { until: string; limit: number },
): Promise<ConditionRecord[]> {
  const rows: ConditionRow[] = await knex(TABLE)
    .whereNull('ended_at')
    .whereNull('over_at')
    .where('until', '<=', options.until)
    .orderBy('until')
    .limit(options.limit);
  return rows.map(toRecord);
}

/** Notes a reminder or an end, once among all replicas. @returns whether it was this one. */
export async function noteOnce(
  knex: Knex,
  options: { id: string } & ({ overAt: string } | { remindedDays: number }),
): Promise<boolean> {
  const query = knex(TABLE)
    .where({ id: options.id })
    .whereNull('ended_at')
    .whereNull('over_at');
  const count: number =
    'overAt' in options
      ? await query.update({ over_at: options.overAt })
      : await query
          .where(earlier =>
            earlier
              .whereNull('reminded_days')
              .orWhere('reminded_days', '>', options.remindedDays),
          )
          .update({ reminded_days: options.remindedDays });
  return count === 1;
}

function toRecord(row: ConditionRow): ConditionRecord {
  return {
    id: row.id,
    serverId: row.server_id,
    digest: row.digest,
    condition: readJson<ApprovalCondition>(row.condition),
    setBy: row.set_by,
    setAt: row.set_at,
    source: row.source,
    reason: row.reason ?? undefined,
    remindedDays: row.reminded_days ?? undefined,
  };
}
