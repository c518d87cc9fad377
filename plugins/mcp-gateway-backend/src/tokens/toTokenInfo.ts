import type { TokenRow } from './TokenStore';
import type { TokenInfo } from './types';

/** What the owner of a token sees of its row. */
export function toTokenInfo(
  row: Omit<
    TokenRow,
    | 'user_ref'
    | 'revoked_sequence'
    | 'catalog_read'
    | 'consent_id'
    | 'secret_hash'
    | 'servers'
    | 'actor_ref'
  >,
): TokenInfo {
  return {
    id: row.id,
    serverRef: row.server_ref,
    endpoint: row.endpoint,
    client: row.client ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
    usedBy: row.used_by ?? undefined,
    revoked: row.revoked_at !== null,
  };
}
