import type {
  CallActor,
  DecisionReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** A gateway token as its owner may see it: never its value. */
export interface TokenInfo {
  id: string;
  serverRef: string;
  endpoint: string;
  client?: string;
  /** ISO 8601 */
  createdAt: string;
  /** ISO 8601 */
  expiresAt: string;
  lastUsedAt?: string;
  /** What its client calls itself. */
  usedBy?: string;
  revoked: boolean;
}

/** Who acts for whom by a token, the nearest first (RFC 8693 §4.1), as far as its issuer says it. Nothing is decided by it. */
export interface Delegation {
  /** At most ten. */
  readonly chain: readonly { readonly sub: string; readonly iss?: string }[];
  /** So many more there are. */
  readonly omitted?: number;
  /** It goes on with something that names nobody. */
  readonly malformed?: true;
}

/** What a valid token says. */
export interface VerifiedToken {
  tokenId: string;
  userEntityRef: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** Groups that the company's identity provider names: they count where the catalog knows of none. */
  claimedGroups?: readonly string[];
  /** Who holds it, where that is not the person. */
  actor?: CallActor;
  /** Absent: the issuer says nothing of it. */
  delegation?: Delegation;
  /** Stands for the client over all its tokens, where it renews them: what it began goes on. Absent: this token alone. */
  holder?: string;
  /** The client that holds it, by each name that a stop may know it by: its id, its consent, this token. */
  clients?: readonly string[];
}

/** The answer to a presented token. */
export type TokenVerdict =
  | ({ ok: true } & VerifiedToken)
  | { ok: false; reason: Extract<DecisionReason, `unauthenticated.${string}`> };

/** Checks tokens on the data plane. */
export interface TokenVerifier {
  /** @param endpoint - the exact MCP endpoint URL that the token must be for (RFC 8707). */
  verify(token: string, endpoint: string): TokenVerdict | Promise<TokenVerdict>;
}
