import type { ToolSelection } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  GrantKind,
  GrantState,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { readJson } from '../database/readJson';

/** A grant as the registry keeps it. */
export interface GrantRecord {
  id: string;
  serverId: string;
  requestId: string;
  subject: string;
  tools: ToolSelection;
  state: GrantState;
  purpose: string;
  createdAt: string;
  expiresAt: string;
  grantedBy: string;
  requestedBy: string;
  revokedAt?: string;
  revokedBy?: string;
  revokeReason?: string;
  revokedSequence?: number;
  kind: GrantKind;
  /** When a review last found that it is still needed. */
  reviewedAt?: string;
  /** Which announcement of its end was sent last. */
  notice?: 'day' | 'hour';
  /** The grant that it goes on. */
  extendsGrant?: string;
}

/** A row of the table `grants`. */
export interface GrantRow {
  id: string;
  server_id: string;
  request_id: string;
  subject: string;
  tools: string;
  state: GrantState;
  purpose: string;
  created_at: string;
  expires_at: string;
  granted_by: string;
  requested_by: string;
  revoked_at: string | null;
  revoked_by: string | null;
  revoke_reason: string | null;
  revoked_sequence: number | null;
  kind: GrantKind;
  reviewed_at: string | null;
  notice: 'day' | 'hour' | null;
  extends_grant: string | null;
}

/** Reads a row. */
export function toGrantRecord(row: GrantRow): GrantRecord {
  return {
    id: row.id,
    serverId: row.server_id,
    requestId: row.request_id,
    subject: row.subject,
    tools: readJson<ToolSelection>(row.tools),
    state: row.state,
    purpose: row.purpose,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    grantedBy: row.granted_by,
    requestedBy: row.requested_by,
    revokedAt: row.revoked_at ?? undefined,
    revokedBy: row.revoked_by ?? undefined,
    revokeReason: row.revoke_reason ?? undefined,
    revokedSequence: row.revoked_sequence ?? undefined,
    kind: row.kind,
    reviewedAt: row.reviewed_at ?? undefined,
    notice: row.notice ?? undefined,
    extendsGrant: row.extends_grant ?? undefined,
  };
}

/** A grant by its id. */
export async function findGrant(
  knex: Knex,
  id: string,
): Promise<GrantRecord | undefined> {
  const row: GrantRow | undefined = await knex('grants').where({ id }).first();
  return row && toGrantRecord(row);
}

/** Adds a grant. */
export async function insertGrant(
  tx: Knex,
  grant: Omit<GrantRecord, 'kind'> & { kind?: GrantKind },
): Promise<void> {
  const row: GrantRow = {
    id: grant.id,
    server_id: grant.serverId,
    request_id: grant.requestId,
    subject: grant.subject,
    tools: JSON.stringify(grant.tools),
    state: grant.state,
    purpose: grant.purpose,
    created_at: grant.createdAt,
    expires_at: grant.expiresAt,
    granted_by: grant.grantedBy,
    requested_by: grant.requestedBy,
    revoked_at: null,
    revoked_by: null,
    revoke_reason: null,
    revoked_sequence: null,
    kind: grant.kind ?? 'standard',
    reviewed_at: null,
    notice: null,
    extends_grant: grant.extendsGrant ?? null,
  };
  await tx('grants').insert(row);
}

/** States of a grant that has not ended. */
const LIVING: readonly GrantState[] = ['active', 'suspended'];

/**
 * Changes a grant that has not ended.
 *
 * @returns false where it had ended before.
 */
export async function endGrant(
  tx: Knex,
  options: { id: string; columns: Partial<GrantRow> },
): Promise<boolean> {
  const count: number = await tx('grants')
    .where({ id: options.id })
    .whereIn('state', LIVING)
    .update(options.columns);
  return count === 1;
}

/** Grants of some subjects for some servers that hold at a moment, the longest first. */
export async function activeGrants(
  knex: Knex,
  options: { serverIds: string[]; subjects?: string[]; now: Date },
): Promise<GrantRecord[]> {
  const query = knex('grants')
    .where({ state: 'active' })
    .where('expires_at', '>', options.now.toISOString())
    .whereIn('server_id', options.serverIds)
    .orderBy([
      { column: 'expires_at', order: 'desc' },
      { column: 'id', order: 'asc' },
    ]);
  if (options.subjects) {
    query.whereIn('subject', options.subjects);
  }
  const rows: GrantRow[] = await query;
  return rows.map(toGrantRecord);
}

/** Grants whose time is over but that nobody has written down as expired. */
export async function dueGrants(
  knex: Knex,
  options: { now: Date; limit: number },
): Promise<GrantRecord[]> {
  const rows: GrantRow[] = await knex('grants')
    .whereIn('state', LIVING)
    .where('expires_at', '<=', options.now.toISOString())
    .orderBy('expires_at')
    .limit(options.limit);
  return rows.map(toGrantRecord);
}
