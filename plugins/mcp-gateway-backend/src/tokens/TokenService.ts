import { randomUUID } from 'node:crypto';
import { Assertions } from './Assertions';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { JWK } from 'jose';
import type { Knex } from 'knex';
import { type Clock, systemClock } from '../access/Clock';
import { endpointUrl } from '../edge/endpointUrl';
import type { SecretBox } from '../encryption/SecretBox';
import { PERSONAL_TOKEN_PREFIX } from '../personal-tokens/PERSONAL_TOKEN_PREFIX';
import { PersonalTokenCheck } from '../personal-tokens/PersonalTokenCheck';
import { PersonalTokens } from '../personal-tokens/PersonalTokens';
import type { PersonalTokenSettings } from '../personal-tokens/PersonalTokenSettings';
import { AgentTokens } from './AgentTokens';
import { ConsentTokens } from './ConsentTokens';
import { LastUse } from './LastUse';
import { MAX_TOKENS_PER_USER, MAX_TTL_MS, MIN_TTL_MS } from './limits';
import { Revocations } from './Revocations';
import { SigningKeys } from './SigningKeys';
import { TokenCheck } from './TokenCheck';
import { TokenSigner } from './TokenSigner';
import { TokenStore } from './TokenStore';
import { toTokenInfo } from './toTokenInfo';
import type { TokenInfo, TokenVerdict, TokenVerifier } from './types';

const POLL_MS = 1000;
const PERSONAL_TOKENS: PersonalTokenSettings = { enabled: true, maxDays: 90 };
const DEFAULT_ROTATION_MS = 7 * 24 * 60 * 60_000;
/** An expired token is told from an unknown one by its signature; the row stays a while for whoever looks. */
const KEPT_AFTER_EXPIRY_MS = 60 * 60_000;

/** A new token: the one time that its value is there. */
export interface CreatedToken {
  token: string;
  info: TokenInfo;
}

/** Gateway tokens: made for people, one MCP endpoint each, an hour at most, revocable. */
export class TokenService implements TokenVerifier {
  static create(options: {
    database: Knex;
    /** The gateway's public address. */
    issuer: string;
    logger: LoggerService;
    clock?: Clock;
    defaultTtlSeconds?: number;
    rotationMs?: number;
    /** Encrypts signing keys at rest. */
    box?: SecretBox;
    /** Default: on, for 90 days at most. */
    personalTokens?: PersonalTokenSettings;
  }): TokenService {
    return new TokenService(options);
  }

  /** Tokens that the authorization server gives out. */
  readonly ofConsents: ConsentTokens;
  /** Tokens that agents hold. */
  readonly ofAgents: AgentTokens;
  /** Tokens for clients that cannot sign people in. */
  readonly personal: PersonalTokens;
  readonly #clock: Clock;
  readonly #store: TokenStore;
  /** The gateway's word about people, for systems behind servers. */
  readonly assertions: Assertions;
  readonly #keys: SigningKeys;
  readonly #signer: TokenSigner;
  readonly #revocations: Revocations;
  readonly #lastUse: LastUse;
  readonly #check: TokenCheck;
  readonly #personalCheck: PersonalTokenCheck;
  readonly #defaultTtlMs: number;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();

  private constructor(options: Parameters<typeof TokenService.create>[0]) {
    const { database, issuer, logger, clock = systemClock } = options;
    this.#clock = clock;
    this.#defaultTtlMs = (options.defaultTtlSeconds ?? 3600) * 1000;
    this.#store = TokenStore.create({ database });
    const store = this.#store;
    this.#keys = SigningKeys.create({
      database,
      clock,
      logger,
      rotationMs: options.rotationMs ?? DEFAULT_ROTATION_MS,
      box: options.box,
    });
    this.#signer = TokenSigner.create({ keys: this.#keys, issuer, clock });
    this.assertions = Assertions.create({ keys: this.#keys, issuer, clock });
    this.#revocations = Revocations.create({ store, clock, logger });
    this.#lastUse = LastUse.create({ store, clock, logger });
    this.ofConsents = ConsentTokens.create({
      store,
      revocations: this.#revocations,
      clock,
    });
    this.ofAgents = AgentTokens.create({
      ...{ store, clock },
      signer: this.#signer,
      revocations: this.#revocations,
    });
    const settings = options.personalTokens ?? PERSONAL_TOKENS;
    this.personal = PersonalTokens.create({ settings, store, clock });
    this.#personalCheck = PersonalTokenCheck.create({
      settings,
      endpointOf: serverRef => endpointUrl(issuer, serverRef),
      store,
      revocations: this.#revocations,
      lastUse: this.#lastUse,
      clock,
    });
    this.#check = TokenCheck.create({
      signer: this.#signer,
      store,
      revocations: this.#revocations,
      lastUse: this.#lastUse,
      clock,
    });
  }

  /** Follows revocations of other replicas. Until it is called, the database is asked about every call. */
  async start(): Promise<void> {
    await this.#keys.sealAgain();
    await this.#tick();
  }

  /** Ends the following and writes what is left. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#ticking;
    await this.#lastUse.write();
  }

  /** A new token for a person. Whether they may have it is for the caller to decide. */
  async create(options: {
    userEntityRef: string;
    serverRef: string;
    endpoint: string;
    client?: string;
    ttlSeconds?: number;
    /** What the portal's policy says of the person's reading the catalog, JSON. */
    catalogRead?: string;
  }): Promise<CreatedToken> {
    const { userEntityRef, serverRef, endpoint, client } = options;
    const ttlMs =
      options.ttlSeconds === undefined
        ? this.#defaultTtlMs
        : options.ttlSeconds * 1000;
    if (!(ttlMs >= MIN_TTL_MS && ttlMs <= MAX_TTL_MS)) {
      throw new InputError('A token lives between a minute and an hour');
    }
    const now = this.#clock.now();
    const held = await this.#store.countOf(
      { user_ref: userEntityRef, consent_id: null },
      iso(now),
    );
    if (held >= MAX_TOKENS_PER_USER) {
      throw new ConflictError(
        `You have ${held} gateway tokens that have not expired. Use one of them, or wait until some expire.`,
      );
    }

    // Whole seconds, as a JWT has them: what the portal shows is what is checked.
    const expiresAt = Math.floor((now + ttlMs) / 1000) * 1000;
    const tokenId = randomUUID();
    const token = await this.#signer.sign({
      tokenId,
      userEntityRef,
      endpoint,
      issuedAt: now,
      expiresAt,
    });
    const row = {
      id: tokenId,
      user_ref: userEntityRef,
      server_ref: serverRef,
      endpoint,
      client: client ?? null,
      created_at: iso(now),
      expires_at: iso(expiresAt),
    };
    await this.#store.add({
      ...row,
      catalog_read: options.catalogRead ?? null,
    });
    return {
      token,
      info: toTokenInfo({
        ...row,
        revoked_at: null,
        last_used_at: null,
        used_by: null,
      }),
    };
  }

  /** What was kept with a token of the policy on reading the catalog. */
  async catalogReadOf(tokenId: string): Promise<string | undefined> {
    return (await this.#store.find(tokenId))?.catalog_read ?? undefined;
  }

  /** What a token was made for, in the words of whoever made it or of the consent that it came from. */
  async clientOf(tokenId: string): Promise<string | undefined> {
    return (await this.#store.find(tokenId))?.client ?? undefined;
  }

  /** A person's tokens that have not expired, newest first. */
  async list(userEntityRef: string): Promise<TokenInfo[]> {
    const rows = await this.#store.listOf(
      userEntityRef,
      iso(this.#clock.now()),
    );
    return rows.map(toTokenInfo);
  }

  /** Ends a token of whatever kind: here at once, on all replicas within two seconds. */
  async revoke(options: { id: string; userEntityRef: string }): Promise<void> {
    const row = await this.#store.revoke({
      id: options.id,
      userRef: options.userEntityRef,
      now: iso(this.#clock.now()),
    });
    if (!row) {
      // Whether somebody else has such a token is nobody's business.
      throw new NotFoundError('You have no such token');
    }
    this.#revocations.add(row.id, Date.parse(row.expires_at));
  }

  /** The key that signs tokens now, for the authorization server. */
  async signingJwk(): Promise<JWK> {
    return (await this.#keys.signingKey()).privateJwk;
  }

  verify(
    token: string,
    endpoint: string,
  ): TokenVerdict | Promise<TokenVerdict> {
    const check = token.startsWith(PERSONAL_TOKEN_PREFIX)
      ? this.#personalCheck
      : this.#check;
    return check.verify(token, endpoint);
  }

  /** Notes what the client of a token calls itself, for its owner to see. */
  noteClient(tokenId: string, client: string): void {
    this.#lastUse.noteClient(tokenId, client);
  }

  /** The public keys, as a JWK set (RFC 7517 §5). */
  async jwks(): Promise<{ keys: JWK[] }> {
    return { keys: await this.#keys.publicKeys() };
  }

  /** Deletes tokens and keys that are of no more use. */
  async cleanUp(): Promise<void> {
    const now = this.#clock.now();
    await this.#store.deleteExpired(iso(now - KEPT_AFTER_EXPIRY_MS));
    await this.#keys.deleteRetired();
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tick();
    }, POLL_MS);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const timer = this.#timer;
    await this.#revocations.poll();
    await this.#lastUse.write();
    if (this.#timer === timer) {
      this.#schedule();
    }
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
