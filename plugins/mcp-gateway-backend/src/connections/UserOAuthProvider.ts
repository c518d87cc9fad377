import type {
  CredentialProvider,
  CredentialRequest,
  CredentialResult,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { accountOf } from './accountOf';
import type { AccountTokens } from './AccountTokens';
import type { Connections } from './Connections';
import type { ConnectTickets } from './ConnectTickets';
import type { HeldAccount } from './heldAccount';
import type { Connection } from './types';

/** A person's own account at the system behind a server, linked by OAuth. From memory while its token is good. */
export class UserOAuthProvider implements CredentialProvider {
  static create(options: {
    connections: Connections;
    tokens: AccountTokens;
    tickets: ConnectTickets;
  }): UserOAuthProvider {
    return new UserOAuthProvider(options);
  }

  readonly type = 'user-oauth';
  readonly #options: Parameters<typeof UserOAuthProvider.create>[0];
  /** Which connection's token a request has, so that an old token's refusal harms no newer one. */
  readonly #given = new WeakMap<CredentialRequest, Connection>();

  private constructor(options: Parameters<typeof UserOAuthProvider.create>[0]) {
    this.#options = options;
  }

  provide(
    request: CredentialRequest,
  ): CredentialResult | Promise<CredentialResult> {
    const known = this.#options.connections.peek(keyOf(request));
    const ready = known ? this.#ready(known, request) : undefined;
    return ready ?? this.#provide(request);
  }

  async refused(
    request: CredentialRequest,
    lacks?: { readonly scopes: readonly string[] },
  ): Promise<void> {
    const { connections, tokens } = this.#options;
    const given = this.#given.get(request);
    if (!given) return;
    const account = tokens.accountOf(given);
    if (lacks) {
      const more = lacks.scopes.filter(one => !account?.scopes.includes(one));
      // What the person has said yes to already is not asked again: it would go on for ever.
      if (account && more.length > 0) {
        await connections.renew(given, {
          secret: JSON.stringify({ ...account, lacks: more }),
          ...(given.expiresAt !== undefined && { expiresAt: given.expiresAt }),
        });
      }
      return;
    }
    // What was asked for after a refusal and is refused again: the account is not what the system wants.
    if (account?.isSecondChance) await connections.needSignIn(given);
    else await tokens.renewNow(given);
  }

  async holds(request: CredentialRequest): Promise<boolean> {
    return await this.#options.connections.isStill(this.#given.get(request));
  }

  async #provide(request: CredentialRequest): Promise<CredentialResult> {
    const { connections, tokens } = this.#options;
    const key = keyOf(request);
    try {
      const connection = await connections.find(key);
      if (!connection) {
        return await this.#needsSignIn(
          request,
          'You have not linked your account',
        );
      }
      const ready = this.#ready(connection, request);
      if (ready) return ready;
      const account = tokens.accountOf(connection);
      if (!account || !this.#isFor(connection, account, request)) {
        return await this.#needsSignIn(
          request,
          account
            ? 'The server has another address, or asks for more, since you linked your account'
            : 'Your sign-in has ended',
        );
      }
      const result = await tokens.usable(connection);
      switch (result.kind) {
        case 'account':
          return this.#give(result.connection, result.account, request);
        case 'needs-sign-in':
          return await this.#needsSignIn(request, result.why);
        case 'unavailable':
          return result;
        default:
          return result satisfies never;
      }
    } catch {
      // The database or what decrypts is away. The error could quote what is secret.
      return { kind: 'unavailable' };
    }
  }

  /** What can be given without asking anybody. */
  #ready(
    connection: Connection,
    request: CredentialRequest,
  ): CredentialResult | undefined {
    const { tokens } = this.#options;
    const account = tokens.accountOf(connection);
    return account &&
      tokens.isFresh(account) &&
      this.#isFor(connection, account, request)
      ? this.#give(connection, account, request)
      : undefined;
  }

  /** C2: a token that was made for one address goes to no other, whatever has been approved since. */
  #isFor(
    { kind, state }: Connection,
    account: HeldAccount,
    { config, upstreamUrl }: CredentialRequest,
  ): boolean {
    if (config.type !== 'user-oauth') return false;
    const { issuer, client, resource, scopes = [] } = config;
    return (
      kind === 'user-oauth' &&
      state === 'linked' &&
      account.upstreamUrl === upstreamUrl &&
      !account.lacks &&
      (issuer === undefined || issuer === account.issuer) &&
      (client === undefined || client === account.client) &&
      (resource === undefined || resource === account.resource) &&
      scopes.every(scope => account.scopes.includes(scope))
    );
  }

  #give(
    connection: Connection,
    { accessToken = '' }: HeldAccount,
    request: CredentialRequest,
  ): CredentialResult {
    this.#given.set(request, connection);
    this.#options.connections.noteUse(connection);
    return {
      kind: 'headers',
      headers: { authorization: `Bearer ${accessToken}` },
      secrets: [accessToken],
      account: accountOf(connection),
    };
  }

  async #needsSignIn(
    { principal, serverRef }: CredentialRequest,
    why: string,
  ): Promise<CredentialResult> {
    const connectPath = await this.#options.tickets.pathFor({
      userRef: principal.userRef,
      target: serverRef,
    });
    return { kind: 'needs-sign-in', why, connectPath };
  }
}

function keyOf({ principal, serverRef }: CredentialRequest) {
  return { userRef: principal.userRef, target: serverRef };
}
