import type { IdentityTokens } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import type { TokenFetch } from './createTokenFetch';
import { GRANT_TYPE, TOKEN_TYPE } from './identifiers';
import { refusalOf } from './refusalOf';
import { targetOf } from './targetOf';
import { TokenEndpoint } from './TokenEndpoint';
import type { EnterpriseSettings, Obtained } from './types';

/** What a token is asked for. */
export interface EnterpriseWish {
  readonly userRef: string;
  readonly serverRef: string;
  readonly upstreamUrl: string;
  /** The authorization server of the server. */
  readonly issuer: string;
  readonly resource?: string;
  readonly scopes?: readonly string[];
}

/**
 * Enterprise-managed authorization (`io.modelcontextprotocol/enterprise-managed-authorization`): the company's identity
 * provider says that the person may (an ID-JAG), and the server's authorization server gives a token for its word.
 */
export class EnterpriseGrant {
  static create(options: {
    settings: EnterpriseSettings;
    fetch: TokenFetch;
    clock: Clock;
    identities: IdentityTokens;
  }): EnterpriseGrant {
    return new EnterpriseGrant(options);
  }

  readonly #settings: EnterpriseSettings;
  readonly #identities: IdentityTokens;
  readonly #provider: TokenEndpoint;
  readonly #servers: ReadonlyMap<string, TokenEndpoint>;

  private constructor(options: Parameters<typeof EnterpriseGrant.create>[0]) {
    const { settings } = options;
    this.#settings = settings;
    this.#identities = options.identities;
    this.#provider = TokenEndpoint.create({
      ...options,
      settings: settings.identityProvider,
    });
    this.#servers = new Map(
      [...settings.authorizationServers].map(([issuer, endpoint]) => [
        issuer,
        TokenEndpoint.create({ ...options, settings: endpoint }),
      ]),
    );
  }

  /** Asks both, each time. */
  async obtain(wish: EnterpriseWish): Promise<Obtained> {
    const { name, servers, targets, subject } = this.#settings;
    const at = `mcpGateway.credentials.enterprises.${name}`;
    if (!servers.has(wish.serverRef)) {
      return misconfigured(`${at} is not for this server`);
    }
    const authorizationServer = this.#servers.get(wish.issuer);
    if (!authorizationServer) {
      return misconfigured(
        `'${wish.issuer}' is not among ${at}.authorizationServers`,
      );
    }
    // The audience is the issuer; which resource the token is for is what an owner could get wrong.
    const target = targetOf({
      upstreamUrl: wish.upstreamUrl,
      resource: wish.resource,
      targets,
    });
    if (typeof target === 'string') return misconfigured(target);

    const { connection, token: kind } = subject;
    const { userRef } = wish;
    const identity = await this.#identities.tokenOf({
      userRef,
      connection,
      kind,
    });
    if (identity.kind !== 'token') return identity;
    const grant = await this.#askProvider(identity.token, wish, target);
    if (grant.kind === 'needs-sign-in') {
      return await this.#identities.refused({ userRef, connection });
    }
    return grant.kind === 'token'
      ? await this.#redeem(authorizationServer, grant.token, wish)
      : grant;
  }

  /** The word of the company's identity provider, for one authorization server and one resource. */
  async #askProvider(
    identityToken: string,
    wish: EnterpriseWish,
    target: { resource?: string },
  ): Promise<Obtained> {
    const { name, subject } = this.#settings;
    const who = `The identity provider '${name}'`;
    const answer = await this.#provider.request(GRANT_TYPE.tokenExchange, {
      requested_token_type: TOKEN_TYPE.idJag,
      audience: wish.issuer,
      resource: target.resource,
      scope: wish.scopes?.join(' '),
      subject_token: identityToken,
      subject_token_type: TOKEN_TYPE[subject.token],
    });
    if (answer.kind !== 'token') {
      return refusalOf(answer, { who, subject: 'person' });
    }
    // Anything else could be a token that opens something, and would go to a third party.
    const isGrant =
      answer.issuedTokenType === TOKEN_TYPE.idJag && answer.tokenType === 'n_a';
    return isGrant ? answer : misconfigured(`${who} gave no ID-JAG`);
  }

  /** RFC 7523 §2.1. */
  async #redeem(
    authorizationServer: TokenEndpoint,
    assertion: string,
    { issuer, scopes }: EnterpriseWish,
  ): Promise<Obtained> {
    const who = `The authorization server '${issuer}'`;
    const answer = await authorizationServer.request(GRANT_TYPE.jwtBearer, {
      assertion,
      scope: scopes?.join(' '),
    });
    if (answer.kind !== 'token') {
      // Signing in again makes no other grant: the two servers have to agree.
      return refusalOf(answer, { who, subject: 'gateway' });
    }
    return answer.tokenType === 'bearer'
      ? answer
      : misconfigured(`${who} gave something that is no bearer token`);
  }
}

function misconfigured(text: string): Obtained {
  return { kind: 'misconfigured', text };
}
