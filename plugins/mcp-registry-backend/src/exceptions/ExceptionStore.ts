import type {
  CheckFinding,
  ExceptionReason,
  ExceptionScope,
  ExceptionState,
  VexJustification,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../database/readJson';
import type { Proposal } from '../revisions/RevisionStore';

const TABLE = 'exceptions';

/** An exception as the registry keeps it. */
export interface ExceptionRecord {
  id: string;
  serverId: string;
  /** The version at which it was asked for. */
  digest: string;
  checkId: string;
  findingId: string;
  finding: CheckFinding;
  scope: ExceptionScope;
  reason: ExceptionReason;
  justification?: VexJustification;
  text: string;
  link?: string;
  state: ExceptionState;
  requestedBy: string;
  createdAt: string;
  expiresAt: string;
  decidedBy?: string;
  decidedAt?: string;
  decisionReason?: string;
  closedBy?: string;
  closedAt?: string;
  closeReason?: string;
  proposal?: Proposal;
  remindedDays?: number;
}

/** A row of the table `exceptions`. */
export interface ExceptionRow {
  id: string;
  server_id: string;
  digest: string;
  check_id: string;
  finding_id: string;
  finding: string;
  scope: ExceptionScope;
  reason: ExceptionReason;
  justification: VexJustification | null;
  text: string;
  link: string | null;
  state: ExceptionState;
  pending_key: string | null;
  requested_by: string;
  created_at: string;
  expires_at: string;
  decided_by: string | null;
  decided_at: string | null;
  decision_reason: string | null;
  closed_by: string | null;
  closed_at: string | null;
  close_reason: string | null;
  proposal: string | null;
  reminded_days: number | null;
}

/** Reads a row. */
export function toExceptionRecord(row: ExceptionRow): ExceptionRecord {
  return {
    id: row.id,
    serverId: row.server_id,
    digest: row.digest,
    checkId: row.check_id,
    findingId: row.finding_id,
    finding: readJson<CheckFinding>(row.finding),
    scope: row.scope,
    reason: row.reason,
    justification: row.justification ?? undefined,
    text: row.text,
    link: row.link ?? undefined,
    state: row.state,
    requestedBy: row.requested_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at ?? undefined,
    decisionReason: row.decision_reason ?? undefined,
    closedBy: row.closed_by ?? undefined,
    closedAt: row.closed_at ?? undefined,
    closeReason: row.close_reason ?? undefined,
    proposal: readOptionalJson(row.proposal),
    remindedDays: row.reminded_days ?? undefined,
  };
}

/** One exception. */
export async function findException(
  knex: Knex,
  id: string,
): Promise<ExceptionRecord | undefined> {
  const row: ExceptionRow | undefined = await knex(TABLE).where({ id }).first();
  return row && toExceptionRecord(row);
}

/** Adds a request. @throws where one is open for the same finding. */
export async function insertException(
  tx: Knex,
  record: ExceptionRecord,
): Promise<void> {
  const row: ExceptionRow = {
    id: record.id,
    server_id: record.serverId,
    digest: record.digest,
    check_id: record.checkId,
    finding_id: record.findingId,
    finding: JSON.stringify(record.finding),
    scope: record.scope,
    reason: record.reason,
    justification: record.justification ?? null,
    text: record.text,
    link: record.link ?? null,
    state: record.state,
    pending_key: `${record.serverId}|${record.findingId}`,
    requested_by: record.requestedBy,
    created_at: record.createdAt,
    expires_at: record.expiresAt,
    decided_by: null,
    decided_at: null,
    decision_reason: null,
    closed_by: null,
    closed_at: null,
    close_reason: null,
    proposal: null,
    reminded_days: null,
  };
  await tx(TABLE).insert(row);
}

/**
 * Writes columns of an exception, if it is still in the state that the caller saw.
 *
 * @returns false where somebody else was faster.
 */
export async function updateException(
  tx: Knex,
  options: {
    id: string;
    from: ExceptionState;
    columns: Partial<ExceptionRow>;
  },
): Promise<boolean> {
  const { id, from, columns } = options;
  const count: number = await tx(TABLE)
    .where({ id, state: from })
    .update({
      ...columns,
      ...(columns.state && { pending_key: null, proposal: null }),
    });
  return count === 1;
}

/** Those that were approved or wait, for one version of a server. Whether their time is over is the reader's to see. */
export async function openExceptions(
  knex: Knex,
  about: { serverId: string; digest: string },
): Promise<ExceptionRecord[]> {
  const rows: ExceptionRow[] = await knex(TABLE)
    .where(covers(about))
    .whereIn('state', ['requested', 'approved'])
    .orderBy(['created_at', 'id']);
  return rows.map(toExceptionRecord);
}

/** Those that people agreed to for a version and did not take back: also when their time is over, or what they are about is gone. */
export async function agreedExceptions(
  knex: Knex,
  about: { serverId: string; digest: string },
): Promise<Pick<ExceptionRecord, 'findingId' | 'expiresAt'>[]> {
  const rows: Pick<ExceptionRow, 'finding_id' | 'expires_at'>[] = await knex(
    TABLE,
  )
    .where(covers(about))
    .whereIn('state', ['approved', 'ended', 'obsolete'])
    // One that was asked for and never decided can be obsolete, too.
    .whereNotNull('decided_at')
    .select('finding_id', 'expires_at');
  return rows.map(row => ({
    findingId: row.finding_id,
    expiresAt: row.expires_at,
  }));
}

/** Approved ones that end until then, and requests that were not decided in their time. */
export async function endingExceptions(
  knex: Knex,
  options: { until: string; limit: number },
): Promise<ExceptionRecord[]> {
  const rows: ExceptionRow[] = await knex(TABLE)
    .whereIn('state', ['requested', 'approved'])
    .andWhere('expires_at', '<=', options.until)
    .orderBy(['expires_at', 'id'])
    .limit(options.limit);
  return rows.map(toExceptionRecord);
}

/** The next ones in the order of their ids that were approved or wait. */
export async function nextOpenExceptions(
  knex: Knex,
  options: { afterId: string; limit: number },
): Promise<ExceptionRecord[]> {
  const rows: ExceptionRow[] = await knex(TABLE)
    .whereIn('state', ['requested', 'approved'])
    .andWhere('id', '>', options.afterId)
    .orderBy('id')
    .limit(options.limit);
  return rows.map(toExceptionRecord);
}

function covers(about: { serverId: string; digest: string }) {
  return (query: Knex.QueryBuilder) =>
    query
      .where({ server_id: about.serverId })
      .andWhere(scope =>
        scope.where({ scope: 'server' }).orWhere({ digest: about.digest }),
      );
}
