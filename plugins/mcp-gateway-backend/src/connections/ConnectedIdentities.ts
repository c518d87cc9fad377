import type {
  IdentityTokenKind,
  IdentityTokenResult,
  IdentityTokens,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { decodeJwt } from 'jose';
import type { Clock } from '../access/Clock';
import { accountOf } from './accountOf';
import type { AccountResult, AccountTokens } from './AccountTokens';
import type { Connections } from './Connections';
import type { ConnectTickets } from './ConnectTickets';
import type { HeldAccount } from './heldAccount';
import type { Connection, ConnectionKey } from './types';

const MARGIN_MS = 60_000;

/** People's tokens at the company's identity provider, from the accounts that they linked in the portal. */
export class ConnectedIdentities implements IdentityTokens {
  static create(options: {
    connections: Connections;
    tokens: AccountTokens;
    tickets: ConnectTickets;
    clock: Clock;
  }): ConnectedIdentities {
    return new ConnectedIdentities(options);
  }

  readonly #options: Parameters<typeof ConnectedIdentities.create>[0];

  private constructor(
    options: Parameters<typeof ConnectedIdentities.create>[0],
  ) {
    this.#options = options;
  }

  async tokenOf(
    request: Parameters<IdentityTokens['tokenOf']>[0],
  ): Promise<IdentityTokenResult> {
    const { connections, tokens } = this.#options;
    const key = keyOf(request);
    try {
      const connection = await connections.find(key);
      if (!connection || connection.state !== 'linked') {
        return await this.#needsSignIn(key, 'You have not signed in there');
      }
      const account = tokens.accountOf(connection);
      const isGood = account && this.#isGood(account, request.kind);
      const result: AccountResult = isGood
        ? { kind: 'account', connection, account }
        : await tokens.renewNow(connection);
      return await this.#toResult(connection, result, request.kind);
    } catch {
      return { kind: 'unavailable' };
    }
  }

  /** Throws where it cannot be known. */
  linkOf(
    request: Omit<Parameters<IdentityTokens['tokenOf']>[0], 'kind'>,
  ): string | undefined | Promise<string | undefined> {
    const { connections } = this.#options;
    const key = keyOf(request);
    const known = connections.peek(key);
    return known === undefined
      ? connections.find(key).then(linkIn)
      : linkIn(known);
  }

  async refused(
    request: Parameters<IdentityTokens['refused']>[0],
  ): Promise<IdentityTokenResult> {
    const { connections } = this.#options;
    const key = keyOf(request);
    try {
      const connection = await connections.find(key);
      if (connection?.state === 'linked') {
        await connections.needSignIn(connection);
      }
      return await this.#needsSignIn(key, 'It no longer takes your sign-in');
    } catch {
      return { kind: 'unavailable' };
    }
  }

  async #toResult(
    before: Connection,
    result: AccountResult,
    kind: IdentityTokenKind,
  ): Promise<IdentityTokenResult> {
    switch (result.kind) {
      case 'account': {
        const { connection, account } = result;
        const token = tokenIn(account, kind);
        if (token === undefined) {
          const text = `The identity provider gave no ${kind}`;
          return { kind: 'misconfigured', text };
        }
        if (!this.#isGood(account, kind, 0)) {
          // It could not be renewed now, or was renewed without a new one. To show the old one would end the person's sign-in.
          return connection.sequence === before.sequence
            ? { kind: 'unavailable' }
            : await this.#needsSignIn(before, `It gave no new ${kind}`);
        }
        this.#options.connections.noteUse(connection);
        return { kind: 'token', token };
      }
      case 'needs-sign-in':
        return await this.#needsSignIn(before, result.why);
      case 'unavailable': {
        // An ID token may outlive the access token beside it: to its end it is good.
        const held =
          kind === 'id-token' && this.#options.tokens.accountOf(before);
        return held && held.idToken !== undefined && this.#isGood(held, kind, 0)
          ? { kind: 'token', token: held.idToken }
          : result;
      }
      default:
        return result satisfies never;
    }
  }

  /** An ID token ends by itself, and is renewed with the access token. */
  #isGood(
    account: HeldAccount,
    kind: IdentityTokenKind,
    marginMs = MARGIN_MS,
  ): boolean {
    // A held access token that has ended is not handed out: see AccountTokens.
    if (kind === 'access-token') {
      return marginMs === 0 || this.#options.tokens.isFresh(account);
    }
    const token = tokenIn(account, kind);
    if (token === undefined) return false;
    if (kind === 'refresh-token') return true;
    const { exp = 0 } = decodeJwt(token);
    return exp * 1000 - marginMs > this.#options.clock.now();
  }

  async #needsSignIn(
    { userRef, target }: ConnectionKey,
    why: string,
  ): Promise<IdentityTokenResult> {
    const { tickets } = this.#options;
    const connectPath = await tickets.pathFor({ userRef, target });
    return { kind: 'needs-sign-in', why, connectPath };
  }
}

function keyOf(request: { userRef: string; connection: string }) {
  return { userRef: request.userRef, target: `client:${request.connection}` };
}

function linkIn(connection: Connection | null): string | undefined {
  return connection?.state === 'linked' ? accountOf(connection) : undefined;
}

function tokenIn(
  account: HeldAccount,
  kind: IdentityTokenKind,
): string | undefined {
  switch (kind) {
    case 'id-token':
      return account.idToken;
    case 'refresh-token':
      return account.refreshToken;
    case 'access-token':
      return account.accessToken;
    default:
      return kind satisfies never;
  }
}
