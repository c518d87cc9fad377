import type { IdentityTokens } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Clock } from '../access/Clock';
import type { TokenFetch } from './createTokenFetch';
import { GRANT_TYPE, TOKEN_TYPE } from './identifiers';
import { refusalOf } from './refusalOf';
import { targetOf } from './targetOf';
import { TokenEndpoint } from './TokenEndpoint';
import type {
  ExchangeSettings,
  Obtained,
  PersonAssertions,
  TokenAnswer,
} from './types';

/** What a token is asked for. */
export interface ExchangeWish {
  readonly userRef: string;
  /** An agent that acts for the person. */
  readonly actor?: string;
  readonly serverRef: string;
  readonly upstreamUrl: string;
  readonly audience?: string;
  readonly resource?: string;
  readonly scopes?: readonly string[];
}

/** One exchange of `mcpGateway.credentials.exchanges`: a word about the person becomes a token of theirs (RFC 8693). */
export class TokenExchange {
  static create(options: {
    settings: ExchangeSettings;
    fetch: TokenFetch;
    clock: Clock;
    assertions: PersonAssertions;
    identities: IdentityTokens;
  }): TokenExchange {
    return new TokenExchange(options);
  }

  readonly #settings: ExchangeSettings;
  readonly #endpoint: TokenEndpoint;
  readonly #assertions: PersonAssertions;
  readonly #identities: IdentityTokens;

  private constructor(options: Parameters<typeof TokenExchange.create>[0]) {
    this.#settings = options.settings;
    this.#assertions = options.assertions;
    this.#identities = options.identities;
    this.#endpoint = TokenEndpoint.create({
      ...options,
      settings: options.settings.endpoint,
    });
  }

  /** Asks, each time. */
  async obtain(wish: ExchangeWish): Promise<Obtained> {
    const { servers, targets, name, dialect } = this.#settings;
    if (!servers.has(wish.serverRef)) {
      return misconfigured(
        `The token exchange '${name}' is not for this server (mcpGateway.credentials.exchanges)`,
      );
    }
    const target = targetOf({ ...wish, targets });
    if (typeof target === 'string') return misconfigured(target);

    const subject = await this.#subject(wish);
    if (subject.kind !== 'token') return subject;
    const asked = { ...target, scopes: wish.scopes };
    const answer =
      dialect === 'entra-on-behalf-of'
        ? await this.#askOnBehalfOf(subject.token, asked)
        : await this.#askExchange(subject, wish, asked);
    if (answer.kind === 'token') return this.#accept(answer);
    const refusal = refusalOf(answer, {
      who: `The token exchange '${name}'`,
      subject:
        this.#settings.subject.type === 'identity' ? 'person' : 'gateway',
    });
    return refusal.kind === 'needs-sign-in' ? this.#signIn(wish) : refusal;
  }

  async #subject(
    wish: ExchangeWish,
  ): Promise<
    | { kind: 'token'; token: string; type: string }
    | Exclude<Obtained, { kind: 'token' }>
  > {
    const { subject } = this.#settings;
    const { userRef } = wish;
    switch (subject.type) {
      case 'assertion': {
        const audience = this.#endpoint.audience;
        return {
          kind: 'token',
          token: await this.#assertions.sign({ subject: userRef, audience }),
          type: TOKEN_TYPE.jwt,
        };
      }
      case 'identity': {
        const { connection, token: kind } = subject;
        const held = await this.#identities.tokenOf({
          userRef,
          connection,
          kind,
        });
        return held.kind === 'token'
          ? { kind: 'token', token: held.token, type: TOKEN_TYPE[kind] }
          : held;
      }
      default:
        throw new Error(`No such subject: ${subject satisfies never}`);
    }
  }

  /** RFC 8693 §2.1. */
  async #askExchange(
    subject: { token: string; type: string },
    wish: ExchangeWish,
    asked: { audience?: string; resource?: string; scopes?: readonly string[] },
  ): Promise<TokenAnswer> {
    const actor =
      wish.actor === undefined
        ? {}
        : {
            actor_token: await this.#assertions.sign({
              subject: wish.actor,
              audience: this.#endpoint.audience,
            }),
            actor_token_type: TOKEN_TYPE.jwt,
          };
    return await this.#endpoint.request(GRANT_TYPE.tokenExchange, {
      subject_token: subject.token,
      subject_token_type: subject.type,
      requested_token_type: TOKEN_TYPE['access-token'],
      audience: asked.audience,
      resource: asked.resource,
      scope: asked.scopes?.join(' '),
      ...actor,
    });
  }

  /** Microsoft identity platform, on-behalf-of: the target is part of each scope, and there is no actor. */
  async #askOnBehalfOf(
    token: string,
    asked: { audience?: string; resource?: string; scopes?: readonly string[] },
  ): Promise<TokenAnswer> {
    const target = asked.audience ?? asked.resource;
    return await this.#endpoint.request(GRANT_TYPE.jwtBearer, {
      assertion: token,
      requested_token_use: 'on_behalf_of',
      scope: (asked.scopes ?? ['.default'])
        .map(scope => `${target}/${scope}`)
        .join(' '),
    });
  }

  #accept(answer: Extract<TokenAnswer, { kind: 'token' }>): Obtained {
    const { dialect, name } = this.#settings;
    const { issuedTokenType: issued, tokenType } = answer;
    const isUsable =
      tokenType === 'bearer' &&
      (dialect === 'entra-on-behalf-of' ||
        issued === TOKEN_TYPE['access-token'] ||
        issued === TOKEN_TYPE.jwt);
    if (!isUsable) {
      return misconfigured(
        `The token exchange '${name}' gave something that is no bearer token`,
      );
    }
    const { token, expiresInSeconds } = answer;
    return { kind: 'token', token, expiresInSeconds };
  }

  async #signIn({ userRef }: ExchangeWish): Promise<Obtained> {
    const { subject, name } = this.#settings;
    return subject.type === 'identity'
      ? await this.#identities.refused({
          userRef,
          connection: subject.connection,
        })
      : misconfigured(`The token exchange '${name}' refused the gateway`);
  }
}

function misconfigured(text: string): Obtained {
  return { kind: 'misconfigured', text };
}
