import type { TokenRow } from '../tokens/TokenStore';
import type { PersonalTokenInfo } from './types';

/** What the owner of a personal access token sees of its row. */
export function toPersonalTokenInfo(
  row: Pick<
    TokenRow,
    | 'id'
    | 'client'
    | 'servers'
    | 'created_at'
    | 'expires_at'
    | 'last_used_at'
    | 'used_by'
    | 'revoked_at'
  >,
): PersonalTokenInfo {
  return {
    id: row.id,
    name: row.client ?? '',
    ...(row.servers !== null && { servers: JSON.parse(row.servers) }),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.used_by !== null && { usedBy: row.used_by }),
    revoked: row.revoked_at !== null,
  };
}
