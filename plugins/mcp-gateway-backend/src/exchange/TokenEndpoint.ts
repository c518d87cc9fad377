import {
  allowInsecureRequests,
  type AuthorizationServer,
  customFetch,
  discoveryRequest,
  genericTokenEndpointRequest,
  OperationProcessingError,
  processDiscoveryResponse,
  processGenericTokenEndpointResponse,
  ResponseBodyError,
  UnsupportedOperationError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import { EgressError } from '../egress/EgressError';
import type { TokenFetch } from './createTokenFetch';
import type { EndpointSettings, TokenAnswer } from './types';

/** How long metadata is believed. */
const METADATA_MS = 10 * 60_000;
/** What may stand in a header (RFC 6750 §2.1 says less). */
const TOKEN = /^[\x21-\x7e]{1,32768}$/;
const MAX_RETRY_SECONDS = 600;
/** Codes go into records and texts: nothing else that a provider sends does. */
const ERROR_CODE = /^[a-z][a-z0-9_]{0,59}$/;
/** Statuses and codes that mean "not now". */
const NOT_NOW_STATUS = [408, 425, 429];
const NOT_NOW_ERROR = ['temporarily_unavailable', 'server_error', 'slow_down'];

/** One authorization server's token endpoint, with the gateway as its client. Speaks OAuth; knows nothing of people. */
export class TokenEndpoint {
  static create(options: {
    settings: EndpointSettings;
    fetch: TokenFetch;
    clock: Clock;
  }): TokenEndpoint {
    return new TokenEndpoint(options);
  }

  readonly #settings: EndpointSettings;
  readonly #options: {
    [customFetch]: (url: string, init: RequestInit) => Promise<Response>;
    [allowInsecureRequests]: boolean;
  };
  readonly #clock: Clock;
  #known: { server: AuthorizationServer; since: Moment } | undefined;
  #discovering: Promise<AuthorizationServer> | undefined;

  private constructor(options: Parameters<typeof TokenEndpoint.create>[0]) {
    this.#settings = options.settings;
    this.#clock = options.clock;
    this.#options = {
      [customFetch]: (url, init) => options.fetch.fetch(url, init),
      // The egress guard says where plain HTTP may go, as everywhere in the gateway.
      [allowInsecureRequests]: true,
    };
  }

  /** What a signed word for this server has as its audience. */
  get audience(): string {
    return this.#settings.issuer ?? this.#settings.tokenEndpoint ?? '';
  }

  /** Asks. A parameter that is undefined is left out. Never throws for what the other side does. */
  async request(
    grantType: string,
    parameters: Record<string, string | undefined>,
  ): Promise<TokenAnswer> {
    const { id, authenticate } = this.#settings.client;
    const client = { client_id: id };
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) form.set(name, value);
    }
    try {
      const server = await this.#server();
      const response = await genericTokenEndpointRequest(
        server,
        client,
        authenticate,
        grantType,
        form,
        this.#options,
      );
      const later = notNow(response);
      if (later) return later;
      const answer = await processGenericTokenEndpointResponse(
        server,
        client,
        response,
        // RFC 8693 §2.2.1: what is no access token has no type.
        { recognizedTokenTypes: { n_a: () => undefined } },
      );
      if (!TOKEN.test(answer.access_token)) {
        return unusable('its token does not fit a header');
      }
      const { issued_token_type: issued } = answer;
      return {
        kind: 'token',
        token: answer.access_token,
        tokenType: answer.token_type,
        ...(typeof issued === 'string' && { issuedTokenType: issued }),
        ...(answer.expires_in !== undefined && {
          expiresInSeconds: answer.expires_in,
        }),
      };
    } catch (error) {
      return failureOf(error);
    }
  }

  async #server(): Promise<AuthorizationServer> {
    const { issuer, tokenEndpoint } = this.#settings;
    if (tokenEndpoint !== undefined) {
      return { issuer: this.audience, token_endpoint: tokenEndpoint };
    }
    const known = this.#known;
    if (known && elapsedSince(this.#clock, known.since) < METADATA_MS) {
      return known.server;
    }
    this.#discovering ??= this.#discover(issuer ?? '').finally(() => {
      this.#discovering = undefined;
    });
    return await this.#discovering;
  }

  async #discover(issuer: string): Promise<AuthorizationServer> {
    const since = momentOf(this.#clock);
    const ask = (algorithm: 'oauth2' | 'oidc') =>
      discoveryRequest(new URL(issuer), { algorithm, ...this.#options });
    const first = await ask('oauth2');
    const response = first.status === 404 ? await ask('oidc') : first;
    if (notNow(response)) throw new TypeError('No metadata now');
    const server = await processDiscoveryResponse(new URL(issuer), response);
    // RFC 8414 §3.3: identical, not merely the same once it is normalised.
    if (server.issuer !== issuer) {
      throw new UnsupportedOperationError('Another issuer');
    }
    this.#known = { server, since };
    return server;
  }
}

function notNow(response: Response): TokenAnswer | undefined {
  const { status, headers } = response;
  if (status < 500 && !NOT_NOW_STATUS.includes(status)) return undefined;
  const seconds = Number(headers.get('retry-after') ?? undefined);
  return {
    kind: 'unavailable',
    ...(seconds > 0 && {
      retryAfterSeconds: Math.min(Math.ceil(seconds), MAX_RETRY_SECONDS),
    }),
  };
}

function failureOf(error: unknown): TokenAnswer {
  if (error instanceof ResponseBodyError) {
    const code = error.error.toLowerCase();
    if (NOT_NOW_ERROR.includes(code)) return { kind: 'unavailable' };
    return {
      kind: 'refused',
      error: ERROR_CODE.test(code) ? code : 'unknown_error',
    };
  }
  // RFC 6749 §5.2: a client that tried to authenticate by header may be refused by a challenge alone.
  if (error instanceof WWWAuthenticateChallengeError) {
    return { kind: 'refused', error: 'invalid_client' };
  }
  if (
    error instanceof EgressError ||
    (error instanceof Error && error.cause instanceof EgressError)
  ) {
    return unusable('the gateway may not dial it (mcpGateway.egress)');
  }
  if (
    error instanceof OperationProcessingError ||
    error instanceof UnsupportedOperationError
  ) {
    return unusable('what it says is not what OAuth asks for');
  }
  if (isOfNetwork(error)) return { kind: 'unavailable' };
  // Such as a secret's file that is gone. The error could quote the secret.
  return unusable('the gateway could not make its request');
}

function unusable(text: string): TokenAnswer {
  return { kind: 'unusable', text };
}

/** What fetch throws: a TypeError for all that goes wrong on the way, a DOMException when time is up. */
function isOfNetwork(error: unknown): boolean {
  if (error instanceof DOMException) return true;
  // Those of the library have a code, and are about the request.
  return error instanceof TypeError && !('code' in error);
}
