import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../access/Clock';
import type { LastUse } from '../tokens/LastUse';
import { MAX_CACHED_TOKENS } from '../tokens/limits';
import type { Revocations } from '../tokens/Revocations';
import type { TokenStore } from '../tokens/TokenStore';
import type { TokenVerdict, TokenVerifier } from '../tokens/types';
import { isPersonalToken } from './isPersonalToken';
import type { PersonalTokenSettings } from './PersonalTokenSettings';

interface Known {
  tokenId: string;
  userEntityRef: string;
  clients: readonly string[];
  expiresAt: number;
  /** MCP endpoints that it opens; none: all of this gateway's. */
  endpoints?: ReadonlySet<string>;
}

/** Decides about personal access tokens. Once one was found, it costs one hash and two look-ups in memory. */
export class PersonalTokenCheck implements TokenVerifier {
  static create(options: {
    settings: PersonalTokenSettings;
    /** The address of the MCP endpoint of a server. */
    endpointOf: (serverRef: string) => string;
    store: Pick<TokenStore, 'findBySecret'>;
    revocations: Revocations;
    lastUse: LastUse;
    clock: Clock;
  }): PersonalTokenCheck {
    return new PersonalTokenCheck(options);
  }

  readonly #options: Parameters<typeof PersonalTokenCheck.create>[0];
  readonly #found = new LRUCache<string, Known>({ max: MAX_CACHED_TOKENS });

  private constructor(
    options: Parameters<typeof PersonalTokenCheck.create>[0],
  ) {
    this.#options = options;
  }

  async verify(token: string, endpoint: string): Promise<TokenVerdict> {
    const { settings, revocations, lastUse, clock } = this.#options;
    if (!settings.enabled) return refused('personal-tokens-off');
    const key = hash('sha256', token, 'base64url');
    const known = this.#found.get(key) ?? (await this.#find(token, key));
    if (!known) return refused('invalid-token');
    const { endpoints, ...verified } = known;
    if (known.expiresAt <= clock.now()) return refused('expired-token');
    if (await revocations.isRevoked(known.tokenId)) {
      return refused('revoked-token');
    }
    if (endpoints && !endpoints.has(endpoint)) return refused('invalid-token');
    lastUse.note(known.tokenId);
    return { ok: true, ...verified };
  }

  async #find(token: string, key: string): Promise<Known | undefined> {
    if (!isPersonalToken(token)) return undefined;
    const { store, endpointOf, revocations } = this.#options;
    const row = await store.findBySecret(key);
    if (!row) return undefined;
    const servers: string[] | undefined =
      row.servers === null ? undefined : JSON.parse(row.servers);
    const known: Known = {
      tokenId: row.id,
      userEntityRef: row.user_ref,
      clients: [row.id],
      expiresAt: Date.parse(row.expires_at),
      ...(servers && { endpoints: new Set(servers.map(endpointOf)) }),
    };
    if (row.revoked_at !== null) revocations.add(row.id, known.expiresAt);
    this.#found.set(key, known);
    return known;
  }
}

type Refused =
  | 'invalid-token'
  | 'expired-token'
  | 'revoked-token'
  | 'personal-tokens-off';

function refused(why: Refused): TokenVerdict {
  return { ok: false, reason: `unauthenticated.${why}` };
}
