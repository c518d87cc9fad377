import { randomBytes } from 'node:crypto';
import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { generateRandomCodeVerifier } from 'oauth4webapi';
import type { AccessDirectory } from '../access/types';
import type { Clock } from '../access/Clock';
import type { AccountTokens } from './AccountTokens';
import type { AttemptStore } from './AttemptStore';
import type { Connections } from './Connections';
import type { ConnectTickets } from './ConnectTickets';
import type { HeldAccount } from './heldAccount';
import { findResource } from './oauth/findResource';
import { OAuthFailure } from './oauth/OAuthFailure';
import type { OAuthFetch } from './oauth/types';
import type { OAuthParties } from './OAuthParties';
import type { Connection, ConnectionKey } from './types';

const ATTEMPT_MS = 15 * 60_000;
const OFFLINE = 'offline_access';

/**
 * Links people's accounts. The state is known to the browser that the portal sent away, the ticket to the browser that came
 * back, and the account is linked for the person who is signed in at the portal there, if they are the one who began: who
 * sends somebody else a link gets nothing for it (C3, C4).
 *
 *   portal ──begin──▶ issuer ──callback──▶ gateway ──ticket──▶ portal ──finish──▶ linked
 */
export class AccountLinks {
  static create(options: {
    connections: Connections;
    tokens: AccountTokens;
    parties: OAuthParties;
    attempts: AttemptStore;
    tickets: ConnectTickets;
    directory: Pick<AccessDirectory, 'get'>;
    fetch: OAuthFetch;
    clock: Clock;
  }): AccountLinks {
    return new AccountLinks(options);
  }

  readonly #options: Parameters<typeof AccountLinks.create>[0];

  private constructor(options: Parameters<typeof AccountLinks.create>[0]) {
    this.#options = options;
  }

  /** Where to send the person's browser. */
  async begin(
    key: ConnectionKey,
    ticket: string | undefined,
  ): Promise<{ redirectTo: string }> {
    const { tokens, attempts, tickets, clock } = this.#options;
    if (ticket !== undefined) await tickets.check(ticket, key);
    return await inWords(async () => {
      const account = await this.#accountFor(key);
      const client = await tokens.clientOf(key, account);
      const request = {
        state: randomBytes(32).toString('base64url'),
        codeVerifier: generateRandomCodeVerifier(),
        ...(account.scopes.includes('openid') && {
          nonce: randomBytes(32).toString('base64url'),
        }),
      };
      const redirectTo = await client.authorizationUrl({
        ...account,
        ...request,
      });
      await attempts.add(
        { ...key, expiresAt: clock.now() + ATTEMPT_MS },
        { ...request, account, ...(ticket !== undefined && { ticket }) },
      );
      return { redirectTo };
    });
  }

  /** The issuer's answer. Returns the ticket that the browser takes to the portal; none where nobody began this. */
  async callback(parameters: URLSearchParams): Promise<string | undefined> {
    const { attempts, clock } = this.#options;
    const state = parameters.get('state');
    if (!state) return undefined;
    const ticket = randomBytes(32).toString('base64url');
    const isTaken = await attempts.answer({
      state,
      ticket,
      callback: parameters.toString(),
      now: clock.now(),
    });
    return isTaken ? ticket : undefined;
  }

  /** Links the account for whoever is signed in at the portal, if it is who began. */
  async finish(userRef: string, ticket: string): Promise<{ target: string }> {
    const { connections, tokens, attempts, tickets, clock } = this.#options;
    const taken = await attempts.take(ticket, clock.now());
    if (!taken) throw new NotFoundError('This sign-in has ended. Begin again.');
    const { target, attempt } = taken;
    if (taken.userRef !== userRef) {
      throw new NotAllowedError(
        'Somebody else began this sign-in: nothing was connected. If somebody sent you the link, tell your security team.',
      );
    }
    if (attempt.ticket !== undefined) {
      await tickets.spend(attempt.ticket, { userRef, target });
    }
    return await inWords(async () => {
      const { account } = attempt;
      const client = await tokens.clientOf({ target }, account);
      const callback = new URLSearchParams(attempt.callback);
      const obtained = await client.redeem(callback, {
        ...attempt,
        ...account,
      });
      const held = tokens.held(account, obtained);
      await connections.link({
        userRef,
        target,
        kind: target.startsWith('client:') ? 'identity' : 'user-oauth',
        secret: JSON.stringify(held.account),
        ...(held.expiresAt !== undefined && { expiresAt: held.expiresAt }),
      });
      return { target };
    });
  }

  /** Ends what is held at its issuer, as far as the issuer offers that. Never throws: it is forgotten here in any case. */
  async revoke(connection: Connection): Promise<'revoked' | 'not-revoked'> {
    const { tokens } = this.#options;
    try {
      const account = tokens.accountOf(connection);
      const token = account?.refreshToken ?? account?.accessToken;
      if (!account || token === undefined) return 'not-revoked';
      const client = await tokens.clientOf(connection, account);
      return (await client.revoke(token)) ? 'revoked' : 'not-revoked';
    } catch {
      return 'not-revoked';
    }
  }

  async #accountFor(key: ConnectionKey): Promise<HeldAccount> {
    return key.target.startsWith('client:')
      ? await this.#identityAccount(key.target)
      : await this.#withMore(key, await this.#serverAccount(key.target));
  }

  /** The server has asked for more than was agreed to: for that, and for what there was. */
  async #withMore(
    key: ConnectionKey,
    wanted: HeldAccount,
  ): Promise<HeldAccount> {
    const { connections, tokens } = this.#options;
    const connection = await connections.read(key);
    const held = connection && tokens.accountOf(connection);
    const isSame =
      held?.lacks &&
      held.issuer === wanted.issuer &&
      held.upstreamUrl === wanted.upstreamUrl;
    if (!isSame) return wanted;
    const { scopes, lacks = [] } = held;
    return {
      ...wanted,
      scopes: [...new Set([...wanted.scopes, ...scopes, ...lacks])],
    };
  }

  async #identityAccount(target: string): Promise<HeldAccount> {
    const name = target.slice('client:'.length);
    const settings = this.#options.parties.configured({ client: name, target });
    const { issuer, scopes = ['openid', OFFLINE] } = settings;
    return { issuer, client: name, scopes: [...scopes] };
  }

  async #serverAccount(target: string): Promise<HeldAccount> {
    const { directory, fetch, parties } = this.#options;
    const revision = directory.get(target)?.approvedRevision;
    const credential = revision?.credential;
    if (!revision || credential?.type !== 'user-oauth') {
      throw new InputError(`Nobody links an account for ${target}`);
    }
    const { url: upstreamUrl } = revision.upstream;
    const configured =
      credential.client === undefined
        ? undefined
        : parties.configured({ client: credential.client, target });
    const issuer = credential.issuer ?? configured?.issuer;
    const found =
      issuer === undefined
        ? await findResource(upstreamUrl, fetch)
        : { issuer, resource: upstreamUrl };
    const wanted =
      credential.scopes ??
      configured?.scopes ??
      ('scopes' in found ? found.scopes : undefined) ??
      [];
    const { server } = await parties.find({
      issuer: found.issuer,
      target,
      ...(credential.client !== undefined && { client: credential.client }),
    });
    const isOffline = server.scopes_supported?.includes(OFFLINE);
    return {
      issuer: found.issuer,
      ...(credential.client !== undefined && { client: credential.client }),
      upstreamUrl,
      resource: credential.resource ?? found.resource,
      scopes: [...new Set([...wanted, ...(isOffline ? [OFFLINE] : [])])],
    };
  }
}

/** What an issuer does wrong, in words for the person. */
async function inWords<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof OAuthFailure)) throw error;
    const text = `The account’s issuer could not be used. ${error.message}`;
    throw error.kind === 'unavailable'
      ? new ServiceUnavailableError(text)
      : new NotAllowedError(text);
  }
}
