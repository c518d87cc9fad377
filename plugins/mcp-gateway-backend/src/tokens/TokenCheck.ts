import type { Clock } from '../access/Clock';
import { RecentMap } from '../access/RecentMap';
import type { LastUse } from './LastUse';
import { MAX_CACHED_TOKENS, MAX_TOKEN_LENGTH } from './limits';
import type { Revocations } from './Revocations';
import { TokenHashes } from './TokenHashes';
import type { TokenClaims, TokenSigner } from './TokenSigner';
import type { TokenRow, TokenStore } from './TokenStore';
import type { TokenVerdict, TokenVerifier } from './types';

/** Decides about presented tokens. Once a token was verified, it costs one hash and two look-ups in memory. */
export class TokenCheck implements TokenVerifier {
  static create(options: {
    signer: TokenSigner;
    store: Pick<TokenStore, 'find'>;
    revocations: Revocations;
    lastUse: LastUse;
    clock: Clock;
  }): TokenCheck {
    return new TokenCheck(options);
  }

  readonly #options: Parameters<typeof TokenCheck.create>[0];
  /** By hash, so that no token lies about in memory for an hour. */
  readonly #verified = new RecentMap<string, Verified>({
    max: MAX_CACHED_TOKENS,
  });

  readonly #hashes: TokenHashes;

  private constructor(options: Parameters<typeof TokenCheck.create>[0]) {
    this.#options = options;
    this.#hashes = TokenHashes.create();
  }

  verify(
    token: string,
    endpoint: string,
  ): TokenVerdict | Promise<TokenVerdict> {
    if (token.length > MAX_TOKEN_LENGTH) {
      return refused('invalid-token');
    }
    const key = this.#hashes.of(token);
    const known = this.#verified.get(key);
    return known
      ? this.#judge(known, key, endpoint)
      : this.#readAndJudge(token, key, endpoint);
  }

  async #readAndJudge(
    token: string,
    key: string,
    endpoint: string,
  ): Promise<TokenVerdict> {
    const claims = await this.#read(token, endpoint);
    return typeof claims === 'string'
      ? refused(claims)
      : await this.#judge(claims, key, endpoint);
  }

  /** Does not wait where what was revoked is known. */
  #judge(
    claims: Verified,
    key: string,
    endpoint: string,
  ): TokenVerdict | Promise<TokenVerdict> {
    const { revocations, clock } = this.#options;
    if (claims.endpoint !== endpoint) {
      return refused('invalid-token');
    }
    if (claims.expiresAt <= clock.now()) {
      this.#verified.delete(key);
      return refused('expired-token');
    }
    const isRevoked = revocations.isRevoked(claims.tokenId);
    return typeof isRevoked === 'boolean'
      ? this.#conclude(claims, key, isRevoked)
      : isRevoked.then(answer => this.#conclude(claims, key, answer));
  }

  #conclude(claims: Verified, key: string, isRevoked: boolean): TokenVerdict {
    if (isRevoked) return refused('revoked-token');
    if (!this.#verified.has(key)) this.#verified.set(key, claims);
    this.#options.lastUse.note(claims.tokenId);
    return claims.verdict;
  }

  /** The first time on this replica: signature, claims, and that we gave this token to this person. */
  async #read(
    token: string,
    endpoint: string,
  ): Promise<Verified | RefusedToken> {
    const claims = await this.#options.signer.read(token, endpoint);
    if (claims === 'invalid') {
      return 'invalid-token';
    }
    if (claims === 'expired') {
      return 'expired-token';
    }
    const row = await this.#options.store.find(claims.tokenId);
    const isOurs =
      row?.user_ref === claims.userEntityRef &&
      row.endpoint === claims.endpoint &&
      // Its own name needs no `act`.
      (row.actor_ref ?? undefined) ===
        (claims.actorRef ??
          (row.actor_ref === row.user_ref ? row.user_ref : undefined));
    if (!isOurs) {
      return 'invalid-token';
    }
    if (row.revoked_at !== null) {
      this.#options.revocations.add(claims.tokenId, claims.expiresAt);
    }
    return { ...claims, verdict: verdictOf(claims, row) };
  }
}

interface Verified extends TokenClaims {
  /** The same for every call. */
  verdict: TokenVerdict;
}

function verdictOf(claims: TokenClaims, row: TokenRow): TokenVerdict {
  const { tokenId, userEntityRef, expiresAt } = claims;
  const actorRef = row.actor_ref ?? claims.actorRef;
  const holder = holderOf(row);
  return Object.freeze({
    ...{ ok: true, tokenId, userEntityRef, expiresAt },
    ...(holder !== undefined && { holder }),
    clients: Object.freeze(
      [row.client_id, holder, tokenId].filter(name => typeof name === 'string'),
    ),
    ...(actorRef !== undefined && {
      actor: Object.freeze({ ref: actorRef, kind: 'agent' }),
    }),
  });
}

/** Clients that people let in renew their tokens, and so do agents. */
function holderOf(row: TokenRow): string | undefined {
  if (row.actor_ref !== null) return `agent:${row.actor_ref}`;
  return row.consent_id === null ? undefined : `consent:${row.consent_id}`;
}

type RefusedToken = 'invalid-token' | 'expired-token' | 'revoked-token';

function refused(why: RefusedToken): TokenVerdict {
  return { ok: false, reason: `unauthenticated.${why}` };
}
