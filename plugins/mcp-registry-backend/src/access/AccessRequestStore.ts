import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  AccessRequestState,
  GrantKind,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson, readOptionalJson } from '../database/readJson';
import type { Proposal } from '../revisions/RevisionStore';

/** What is asked for or granted. */
export interface AccessTerms {
  tools: ToolSelection;
  durationDays: number;
  /** In place of whole days, where access was taken in an emergency. */
  durationMinutes?: number;
}

/** An access request as the registry keeps it. */
export interface AccessRequestRecord {
  id: string;
  serverId: string;
  requestedBy: string;
  subject: string;
  /** Who decides: the owner's side, or the review team as well where somebody of the owner's side asks. */
  route: 'owner' | 'approver-group';
  purpose: string;
  asked: AccessTerms;
  granted?: AccessTerms;
  state: AccessRequestState;
  createdAt: string;
  decidedAt?: string;
  decidedBy?: string;
  reason?: string;
  revisionDigest?: string;
  grantId?: string;
  undoUntil?: string;
  proposal?: Proposal;
  kind?: GrantKind;
  /** The grant that is to go on. */
  extendsGrant?: string;
}

/** A row of the table `access_requests`. */
export interface AccessRequestRow {
  id: string;
  server_id: string;
  pending_key: string | null;
  requested_by: string;
  subject: string;
  decided_by_side: 'owner' | 'approver-group';
  purpose: string;
  asked: string;
  granted: string | null;
  state: AccessRequestState;
  created_at: string;
  decided_at: string | null;
  decided_by: string | null;
  reason: string | null;
  revision_digest: string | null;
  grant_id: string | null;
  undo_until: string | null;
  proposal: string | null;
  kind: GrantKind;
  extends_grant: string | null;
}

/** Reads a row. */
export function toAccessRequestRecord(
  row: AccessRequestRow,
): AccessRequestRecord {
  return {
    id: row.id,
    serverId: row.server_id,
    requestedBy: row.requested_by,
    subject: row.subject,
    route: row.decided_by_side,
    purpose: row.purpose,
    asked: readJson<AccessTerms>(row.asked),
    granted: readOptionalJson(row.granted),
    state: row.state,
    createdAt: row.created_at,
    decidedAt: row.decided_at ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    reason: row.reason ?? undefined,
    revisionDigest: row.revision_digest ?? undefined,
    grantId: row.grant_id ?? undefined,
    undoUntil: row.undo_until ?? undefined,
    proposal: readOptionalJson(row.proposal),
    kind: row.kind,
    extendsGrant: row.extends_grant ?? undefined,
  };
}

/** The value that keeps a subject at one pending request per server. */
export function pendingKey(serverId: string, subject: string): string {
  return `${serverId}|${subject}`;
}

/** A request by its id. */
export async function findRequest(
  knex: Knex,
  id: string,
): Promise<AccessRequestRecord | undefined> {
  const row: AccessRequestRow | undefined = await knex('access_requests')
    .where({ id })
    .first();
  return row && toAccessRequestRecord(row);
}

/** Adds a request. */
export async function insertRequest(
  tx: Knex,
  request: AccessRequestRecord,
): Promise<void> {
  const row: AccessRequestRow = {
    id: request.id,
    server_id: request.serverId,
    pending_key:
      request.state === 'pending'
        ? pendingKey(request.serverId, request.subject)
        : null,
    requested_by: request.requestedBy,
    subject: request.subject,
    decided_by_side: request.route,
    purpose: request.purpose,
    asked: JSON.stringify(request.asked),
    granted: request.granted ? JSON.stringify(request.granted) : null,
    state: request.state,
    created_at: request.createdAt,
    decided_at: request.decidedAt ?? null,
    decided_by: request.decidedBy ?? null,
    reason: request.reason ?? null,
    revision_digest: request.revisionDigest ?? null,
    grant_id: request.grantId ?? null,
    undo_until: null,
    proposal: null,
    kind: request.kind ?? 'standard',
    extends_grant: request.extendsGrant ?? null,
  };
  await tx('access_requests').insert(row);
}

/**
 * Writes columns of a request, if it is still as the caller saw it. This is what makes one of two decisions win.
 *
 * @returns false where somebody else was faster.
 */
export async function updateRequest(
  tx: Knex,
  options: {
    id: string;
    from: { state: AccessRequestState; decidedAt?: string };
    columns: Partial<AccessRequestRow>;
  },
): Promise<boolean> {
  const count: number = await tx('access_requests')
    .where({
      id: options.id,
      state: options.from.state,
      decided_at: options.from.decidedAt ?? null,
    })
    .update(options.columns);
  return count === 1;
}

/** How long the last decisions about a server took, in seconds: the median. */
export async function usualWaitSeconds(
  knex: Knex,
  serverId: string,
): Promise<number | undefined> {
  const rows: Pick<AccessRequestRow, 'created_at' | 'decided_at'>[] =
    await knex('access_requests')
      .where({ server_id: serverId, kind: 'standard' })
      // A rule lets nobody wait.
      .whereNot('decided_by', 'like', 'rule:%')
      .whereNot('decided_by', 'like', 'policy:%')
      .whereIn('state', ['approved', 'denied'])
      .whereNotNull('decided_at')
      .orderBy('decided_at', 'desc')
      .limit(50)
      .select('created_at', 'decided_at');
  const waits = rows
    .map(
      row =>
        (Date.parse(row.decided_at as string) - Date.parse(row.created_at)) /
        1000,
    )
    .sort((a, b) => a - b);
  return waits.length > 0
    ? Math.round(waits[Math.floor((waits.length - 1) / 2)])
    : undefined;
}
