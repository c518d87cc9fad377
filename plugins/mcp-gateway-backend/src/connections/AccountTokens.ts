import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Clock, systemClock } from '../access/Clock';
import type { Connections } from './Connections';
import { type HeldAccount, heldAccountSchema } from './heldAccount';
import { OAuthClient } from './oauth/OAuthClient';
import { OAuthFailure } from './oauth/OAuthFailure';
import type { OAuthFetch, OAuthTokens } from './oauth/types';
import type { OAuthParties } from './OAuthParties';
import type { Connection } from './types';

/** A token is renewed this long before its end: a call and its answer have to fit in. */
const MARGIN_MS = 60_000;
/** Longer than any question may take. */
const LEASE_MS = 20_000;
const WAIT_STEP_MS = 50;
/** After a silence, nobody asks again for so long (C5). */
const PAUSE_MS = 2_000;

/** An account whose token can be used now, or why there is none. */
export type AccountResult =
  | {
      readonly kind: 'account';
      readonly connection: Connection;
      readonly account: HeldAccount;
    }
  | { readonly kind: 'needs-sign-in'; readonly why: string }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number };

/**
 * Keeps linked accounts usable: renews their tokens before they end. However many calls of one person wait on however
 * many replicas, the issuer sees one request.
 *
 *   linked ──4xx──▶ needs-sign-in        linked ──5xx, silence──▶ linked, "unavailable" for now
 */
export class AccountTokens {
  static create(options: {
    connections: Connections;
    parties: OAuthParties;
    fetch: OAuthFetch;
    redirectUri: string;
    logger: LoggerService;
    clock?: Clock;
  }): AccountTokens {
    return new AccountTokens(options);
  }

  readonly #options: Parameters<typeof AccountTokens.create>[0];
  readonly #clock: Clock;
  readonly #accounts = new WeakMap<Connection, HeldAccount>();
  readonly #underWay = new Map<string, Promise<AccountResult>>();
  readonly #paused = new Map<string, number>();

  private constructor(options: Parameters<typeof AccountTokens.create>[0]) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** What a connection holds. Parsed once for each. */
  accountOf(connection: Connection): HeldAccount | undefined {
    const known = this.#accounts.get(connection);
    if (known || connection.secret === undefined) return known;
    const account = heldAccountSchema.parse(JSON.parse(connection.secret));
    this.#accounts.set(connection, account);
    return account;
  }

  /** Whether its token is good for a while. Nobody is asked. */
  isFresh({ accessToken, renewAt = Infinity }: HeldAccount): boolean {
    return accessToken !== undefined && renewAt > this.#clock.now();
  }

  /** Renews where it is time; many who ask at once wait for one answer. */
  usable(connection: Connection): Promise<AccountResult> {
    return this.#once(connection);
  }

  /** Renews at once: the system behind, or an issuer, took the token no more. */
  async renewNow(connection: Connection): Promise<AccountResult> {
    return await this.#once(connection, { isRefused: true });
  }

  async #once(
    connection: Connection,
    options: { isRefused?: boolean } = {},
  ): Promise<AccountResult> {
    const asked = this.#underWay.get(connection.id);
    if (asked) return await asked;
    const asking = this.#renew(connection, options).finally(() => {
      this.#underWay.delete(connection.id);
    });
    this.#underWay.set(connection.id, asking);
    return await asking;
  }

  async #renew(
    seen: Connection,
    { isRefused = false }: { isRefused?: boolean },
  ): Promise<AccountResult> {
    const { connections } = this.#options;
    const giveUpAt = this.#clock.monotonic() + LEASE_MS;
    while (this.#clock.monotonic() < giveUpAt) {
      // As it is now: another replica may have been faster.
      const connection = await connections.read(seen);
      const account = connection && this.accountOf(connection);
      if (!connection || !account || connection.state !== 'linked') {
        return { kind: 'needs-sign-in', why: 'Your sign-in has ended' };
      }
      const isNewer = connection.sequence !== seen.sequence;
      if (this.isFresh(account) && (isNewer || !isRefused)) {
        return { kind: 'account', connection, account };
      }
      if (this.#isPaused(connection)) return this.#meanwhile(connection);
      if (await connections.takeLease(connection, LEASE_MS)) {
        return await this.#ask(connection, account, { isRefused });
      }
      await delay(WAIT_STEP_MS);
    }
    return { kind: 'unavailable' };
  }

  async #ask(
    connection: Connection,
    account: HeldAccount,
    { isRefused }: { isRefused: boolean },
  ): Promise<AccountResult> {
    const { connections } = this.#options;
    const { refreshToken } = account;
    if (refreshToken === undefined) {
      return await this.#end(connection, 'The sign-in has run out');
    }
    try {
      const client = await this.clientOf(connection, account);
      const tokens = await client.refresh(refreshToken, account);
      const held = this.held({ ...account, isSecondChance: isRefused }, tokens);
      return await this.#keep(connection, held);
    } catch (error) {
      const failure = OAuthFailure.of(error);
      if (failure.kind === 'refused') {
        return await this.#end(
          connection,
          'The account’s issuer has ended the sign-in',
        );
      }
      this.#options.logger.warn(
        `A token for ${connection.target} could not be renewed at ${account.issuer}: ${failure.message}`,
      );
      await connections.endLease(connection);
      this.#paused.set(connection.id, this.#clock.monotonic() + PAUSE_MS);
      const { retryAfterSeconds } = failure;
      const now = this.#meanwhile(connection);
      return now.kind === 'unavailable' && retryAfterSeconds
        ? { ...now, retryAfterSeconds }
        : now;
    }
  }

  /** The gateway as the client that a connection's tokens were made for. */
  async clientOf(
    { target }: Pick<Connection, 'target'>,
    { issuer, client }: Pick<HeldAccount, 'issuer' | 'client'>,
  ): Promise<OAuthClient> {
    const { parties, fetch, redirectUri } = this.#options;
    const party = await parties.find({
      issuer,
      target,
      ...(client !== undefined && { client }),
    });
    return OAuthClient.create({ party, fetch, redirectUri });
  }

  /** What is to be held of newer tokens. */
  held(
    account: HeldAccount,
    tokens: OAuthTokens,
  ): { account: HeldAccount; expiresAt?: number } {
    const { accessToken, refreshToken, idToken, expiresInSeconds } = tokens;
    const { renewAt: _ofTheOld, ...rest } = account;
    const lifetime = expiresInSeconds && expiresInSeconds * 1000;
    const now = this.#clock.now();
    return {
      account: {
        ...rest,
        accessToken,
        ...(refreshToken !== undefined && { refreshToken }),
        ...(idToken !== undefined && { idToken }),
        // A short token is used for most of its life all the same.
        ...(lifetime !== undefined && {
          renewAt: now + lifetime - Math.min(MARGIN_MS, lifetime / 4),
        }),
      },
      ...(lifetime !== undefined && { expiresAt: now + lifetime }),
    };
  }

  async #keep(
    connection: Connection,
    held: ReturnType<AccountTokens['held']>,
  ): Promise<AccountResult> {
    const { connections } = this.#options;
    const { account, expiresAt } = held;
    const isKept = await connections.renew(connection, {
      secret: JSON.stringify(account),
      ...(expiresAt !== undefined && { expiresAt }),
    });
    // Unlinked or linked anew meanwhile: then this token is nobody's.
    const kept = isKept ? await connections.find(connection) : null;
    return kept
      ? { kind: 'account', connection: kept, account }
      : { kind: 'needs-sign-in', why: 'Your sign-in has ended' };
  }

  async #end(connection: Connection, why: string): Promise<AccountResult> {
    await this.#options.connections.needSignIn(connection);
    return { kind: 'needs-sign-in', why };
  }

  #isPaused({ id }: Connection): boolean {
    const until = this.#paused.get(id);
    if (until === undefined) return false;
    if (this.#clock.monotonic() < until) return true;
    this.#paused.delete(id);
    return false;
  }

  /** While the issuer is away: a token that has not ended yet is good all the same. */
  #meanwhile(connection: Connection): AccountResult {
    const account = this.accountOf(connection);
    const { expiresAt = Infinity } = connection;
    return account?.accessToken && expiresAt > this.#clock.now()
      ? { kind: 'account', connection, account }
      : { kind: 'unavailable', retryAfterSeconds: PAUSE_MS / 1000 };
  }
}
