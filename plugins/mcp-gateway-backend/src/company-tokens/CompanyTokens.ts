import { hash } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../access/Clock';
import { MAX_CACHED_TOKENS, MAX_TOKEN_LENGTH } from '../tokens/limits';
import type { TokenVerdict, VerifiedToken } from '../tokens/types';
import type { CompanyProvider } from './CompanyProvider';
import { delegationOf } from './delegationOf';
import { groupsOf } from './groupsOf';
import type { CompanyTokenRefusal } from './types';
import type { UserFinder } from './UserFinder';

/** After so long a token is read again: keys are withdrawn, and people in the catalog change. */
const KNOWN_MS = 60_000;
/** Bounds what a stranger's inactive token can ask of a provider. */
const REFUSED_MS = 10_000;

interface Known {
  /** Why it is not taken, or what it says. */
  verdict: VerifiedToken | CompanyTokenRefusal;
  /** Whom it is for; `any`: the configuration accepts its audience at every endpoint. */
  audiences: readonly string[] | 'any';
  /** Read again then. */
  until: number;
}

/** Decides about tokens of the company's identity providers. A token that was read costs a hash and a look-up for a while. */
export class CompanyTokens {
  static create(options: {
    providers: readonly CompanyProvider[];
    users: UserFinder;
    clock: Clock;
  }): CompanyTokens {
    return new CompanyTokens(options);
  }

  /** Who its tokens are from, for the metadata of the endpoints. */
  readonly issuers: readonly string[];
  readonly #users: UserFinder;
  readonly #clock: Clock;
  readonly #byIssuer: ReadonlyMap<string, CompanyProvider>;
  readonly #opaque: readonly CompanyProvider[];
  readonly #known = new LRUCache<string, Known>({ max: MAX_CACHED_TOKENS });
  readonly #underWay = new Map<string, Promise<Known>>();

  private constructor(options: Parameters<typeof CompanyTokens.create>[0]) {
    const { providers } = options;
    this.#users = options.users;
    this.#clock = options.clock;
    this.issuers = providers.map(({ settings }) => settings.issuer);
    this.#byIssuer = new Map(
      providers.map(provider => [provider.settings.issuer, provider]),
    );
    this.#opaque = providers.filter(({ readsOpaque }) => readsOpaque);
  }

  /** A verdict; nothing where a token is none of these providers'. */
  async verify(
    token: string,
    endpoint: string,
  ): Promise<TokenVerdict | undefined> {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const key = hash('sha256', token, 'base64url');
    const known = await this.#know(token, key);
    if (!known) return undefined;
    const { verdict, audiences } = known;
    if (typeof verdict === 'string') return refused(verdict);
    if (verdict.expiresAt <= this.#clock.now()) return refused('expired-token');
    const isForUs = audiences === 'any' || audiences.includes(endpoint);
    return isForUs ? { ok: true, ...verdict } : refused('wrong-audience');
  }

  async #know(token: string, key: string): Promise<Known | undefined> {
    const kept = this.#known.get(key);
    if (kept && kept.until > this.#clock.now()) return kept;
    const providers = this.#providersOf(token);
    if (providers.length === 0) return undefined;
    let reading = this.#underWay.get(key);
    if (!reading) {
      reading = this.#read(token, key, providers).finally(() =>
        this.#underWay.delete(key),
      );
      this.#underWay.set(key, reading);
    }
    const known = await reading;
    if (known.until > this.#clock.now()) this.#known.set(key, known);
    return known;
  }

  /** The provider that a JWT names; of text that is no JWT, all that can be asked. */
  #providersOf(token: string): readonly CompanyProvider[] {
    if (token.split('.').length !== 3) return this.#opaque;
    const provider = this.#byIssuer.get(issuerOf(token) ?? '');
    return provider ? [provider] : [];
  }

  async #read(
    token: string,
    key: string,
    providers: readonly CompanyProvider[],
  ): Promise<Known> {
    const now = this.#clock.now();
    const isOpaque = providers === this.#opaque;
    let why: CompanyTokenRefusal = 'invalid-token';
    for (const provider of providers) {
      const { settings } = provider;
      const read = isOpaque
        ? await provider.readOpaque(token)
        : await provider.readJwt(token);
      if ('claims' in read) {
        const cacheMs = isOpaque ? settings.introspection?.cacheMs : KNOWN_MS;
        const until = now + Math.min(cacheMs ?? 0, KNOWN_MS);
        return await this.#toKnown({ ...read, provider, key, until });
      }
      why = read.why;
    }
    const keptMs = isOpaque && why !== 'provider-unavailable' ? REFUSED_MS : 0;
    return { verdict: why, audiences: [], until: now + keptMs };
  }

  async #toKnown(options: {
    claims: JWTPayload;
    provider: CompanyProvider;
    key: string;
    until: number;
  }): Promise<Known> {
    const { claims, provider, key, until } = options;
    const { user, groups, audiences } = provider.settings;
    const { aud = [], exp } = claims;
    const named = typeof aud === 'string' ? [aud] : aud;
    const userEntityRef = await this.#users.find(claims, user);
    const delegation = delegationOf(claims);
    return {
      audiences: named.some(audience => audiences.includes(audience))
        ? 'any'
        : named,
      until,
      verdict: userEntityRef
        ? {
            tokenId: `company:${key}`,
            ...holderIn(claims, provider),
            userEntityRef,
            expiresAt: exp === undefined ? until : exp * 1000,
            claimedGroups: groupsOf(claims, groups),
            ...(delegation && { delegation }),
          }
        : 'unknown-user',
    };
  }
}

/** The application that the provider gave it to (RFC 9068 §2.2, RFC 7662 §2.2): it renews its tokens. */
function holderIn(claims: JWTPayload, { settings }: CompanyProvider) {
  const client = claims.client_id ?? claims.azp;
  return typeof client === 'string'
    ? { holder: JSON.stringify(['company', settings.issuer, client]) }
    : {};
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function refused(why: CompanyTokenRefusal): TokenVerdict {
  return { ok: false, reason: `unauthenticated.${why}` };
}
