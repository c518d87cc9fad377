import type {
  IdentityTokenKind,
  IdentityTokenResult,
  IdentityTokens,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { decodeJwt } from 'jose';
import type { Clock } from '../access/Clock';
import type { AccountResult, AccountTokens } from './AccountTokens';
import type { Connections } from './Connections';
import type { ConnectTickets } from './ConnectTickets';
import type { HeldAccount } from './heldAccount';
import type { ConnectionKey } from './types';

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
      return await this.#toResult(key, result, request.kind);
    } catch {
      return { kind: 'unavailable' };
    }
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
    key: ConnectionKey,
    result: AccountResult,
    kind: IdentityTokenKind,
  ): Promise<IdentityTokenResult> {
    switch (result.kind) {
      case 'account': {
        this.#options.connections.noteUse(result.connection);
        const token = tokenIn(result.account, kind);
        return token === undefined
          ? {
              kind: 'misconfigured',
              text: `The identity provider gave no ${kind}`,
            }
          : { kind: 'token', token };
      }
      case 'needs-sign-in':
        return await this.#needsSignIn(key, result.why);
      case 'unavailable':
        return result;
      default:
        return result satisfies never;
    }
  }

  /** An ID token ends by itself, and is renewed with the access token. */
  #isGood(account: HeldAccount, kind: IdentityTokenKind): boolean {
    if (kind === 'access-token') return this.#options.tokens.isFresh(account);
    const token = tokenIn(account, kind);
    if (token === undefined) return false;
    if (kind === 'refresh-token') return true;
    const { exp = 0 } = decodeJwt(token);
    return exp * 1000 - MARGIN_MS > this.#options.clock.now();
  }

  async #needsSignIn(
    key: ConnectionKey,
    why: string,
  ): Promise<IdentityTokenResult> {
    const connectPath = await this.#options.tickets.pathFor(key);
    return { kind: 'needs-sign-in', why, connectPath };
  }
}

function keyOf(request: { userRef: string; connection: string }) {
  return { userRef: request.userRef, target: `client:${request.connection}` };
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
