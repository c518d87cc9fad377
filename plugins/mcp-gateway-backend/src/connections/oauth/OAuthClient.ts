import {
  allowInsecureRequests,
  type AuthorizationServer,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  type Client,
  customFetch,
  expectNoNonce,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { OAuthFailure } from './OAuthFailure';
import { refuseLater } from './refuseLater';
import type { OAuthFetch, OAuthParty, OAuthTokens } from './types';

/** What may stand in a header (RFC 6750 §2.1 says less). */
const TOKEN = /^[\x21-\x7e]{1,32768}$/;

/** One authorization, from the address that a person is sent to until its tokens are there. */
export interface AuthorizationRequest {
  readonly state: string;
  readonly codeVerifier: string;
  /** With OpenID Connect alone. */
  readonly nonce?: string;
  readonly scopes: readonly string[];
  readonly resource?: string;
}

/** The gateway as a client of one authorization server, for people. Throws {@link OAuthFailure} alone. */
export class OAuthClient {
  static create(options: {
    party: OAuthParty;
    fetch: OAuthFetch;
    /** Where people come back to. */
    redirectUri: string;
  }): OAuthClient {
    return new OAuthClient(options);
  }

  readonly #server: AuthorizationServer;
  readonly #client: Client;
  readonly #options: Parameters<typeof OAuthClient.create>[0];

  private constructor(options: Parameters<typeof OAuthClient.create>[0]) {
    const { server, registration } = options.party;
    this.#options = options;
    this.#server = server;
    this.#client = { client_id: registration.clientId };
  }

  /** Where a person says yes. */
  async authorizationUrl(request: AuthorizationRequest): Promise<string> {
    const url = URL.parse(this.#server.authorization_endpoint ?? '');
    // C3: never `javascript:` or the like.
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new OAuthFailure('unusable', 'It has nowhere to send people');
    }
    const { scopes, resource, nonce } = request;
    const challenge = await calculatePKCECodeChallenge(request.codeVerifier);
    const parameters = {
      response_type: 'code',
      client_id: this.#client.client_id,
      redirect_uri: this.#options.redirectUri,
      state: request.state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...(resource !== undefined && { resource }),
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      // OpenID Connect Core §11: without it no refresh token comes.
      ...(scopes.includes('offline_access') && { prompt: 'consent' }),
      ...(nonce !== undefined && { nonce }),
    };
    for (const [name, value] of Object.entries(parameters)) {
      url.searchParams.set(name, value);
    }
    return url.href;
  }

  /** Turns what came back into tokens. Who answered must be who was asked (RFC 9207), and the state that of the request. */
  async redeem(
    callback: URLSearchParams,
    request: AuthorizationRequest,
  ): Promise<OAuthTokens> {
    const { resource, nonce } = request;
    return await this.#obtain(async () => {
      const checked = validateAuthResponse(
        this.#server,
        this.#client,
        callback,
        request.state,
      );
      const response = await authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        this.#options.party.registration.authenticate,
        checked,
        this.#options.redirectUri,
        request.codeVerifier,
        this.#http({ ...(resource !== undefined && { resource }) }),
      );
      refuseLater(response);
      return await processAuthorizationCodeResponse(
        this.#server,
        this.#client,
        response,
        { expectedNonce: nonce ?? expectNoNonce },
      );
    });
  }

  /** A refresh token that is not answered with a new one stays good. */
  async refresh(
    refreshToken: string,
    { resource }: Pick<AuthorizationRequest, 'resource'>,
  ): Promise<OAuthTokens> {
    return await this.#obtain(async () => {
      const response = await refreshTokenGrantRequest(
        this.#server,
        this.#client,
        this.#options.party.registration.authenticate,
        refreshToken,
        this.#http({ ...(resource !== undefined && { resource }) }),
      );
      refuseLater(response);
      return await processRefreshTokenResponse(
        this.#server,
        this.#client,
        response,
      );
    }, refreshToken);
  }

  /** Ends a token at its issuer (RFC 7009). False where the issuer does not offer that. */
  async revoke(token: string): Promise<boolean> {
    if (!this.#server.revocation_endpoint) return false;
    try {
      const response = await revocationRequest(
        this.#server,
        this.#client,
        this.#options.party.registration.authenticate,
        token,
        this.#http({}),
      );
      refuseLater(response);
      await processRevocationResponse(response);
      return true;
    } catch (error) {
      throw OAuthFailure.of(error);
    }
  }

  async #obtain(
    ask: () => Promise<TokenEndpointResponse>,
    refreshToken?: string,
  ): Promise<OAuthTokens> {
    try {
      return toTokens(await ask(), refreshToken);
    } catch (error) {
      throw OAuthFailure.of(error);
    }
  }

  #http(additionalParameters: Record<string, string>) {
    return {
      additionalParameters,
      [customFetch]: (url: string, init: RequestInit) =>
        this.#options.fetch.fetch(url, init),
      // The egress guard says where plain HTTP may go, as everywhere in the gateway.
      [allowInsecureRequests]: true,
    };
  }
}

function toTokens(
  answer: TokenEndpointResponse,
  refreshToken: string | undefined,
): OAuthTokens {
  if (answer.token_type !== 'bearer' || !TOKEN.test(answer.access_token)) {
    throw new OAuthFailure('unusable', 'Its token is no bearer token');
  }
  const next = answer.refresh_token ?? refreshToken;
  return {
    accessToken: answer.access_token,
    ...(next !== undefined && { refreshToken: next }),
    ...(answer.id_token !== undefined && { idToken: answer.id_token }),
    ...(answer.expires_in !== undefined && {
      expiresInSeconds: answer.expires_in,
    }),
  };
}
