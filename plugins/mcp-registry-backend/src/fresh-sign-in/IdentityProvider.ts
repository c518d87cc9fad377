import { NotAllowedError } from '@backstage/errors';
import { isLoopbackUrl } from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import type { FreshSignInSettings } from './readFreshSignInSettings';

const TIMEOUT_SECONDS = 10;

/** What a browser keeps while its person is at the identity provider. */
export const attemptSchema = z.object({
  state: z.string().min(1).max(200),
  nonce: z.string().min(1).max(200),
  verifier: z.string().min(1).max(200),
  returnTo: z.string().max(500),
});
/** See {@link attemptSchema}. */
export type Attempt = z.infer<typeof attemptSchema>;

const claimsSchema = z.object({
  sub: z.string().min(1).max(300),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  auth_time: z.number().int().positive(),
});
const addressSchema = z.object({
  email: z.string().min(3).max(300),
  email_verified: z.boolean().optional(),
});

/** The company's identity provider, asked for a sign-in that is fresh (OpenID Connect: `max_age`, `auth_time`). */
export class IdentityProvider {
  static create(settings: FreshSignInSettings): IdentityProvider {
    return new IdentityProvider(settings);
  }

  readonly #settings: FreshSignInSettings;
  #found: Promise<Configuration> | undefined;

  private constructor(settings: FreshSignInSettings) {
    this.#settings = settings;
  }

  /** Where a browser goes to sign in, and what it has to bring back. */
  async begin(returnTo: string): Promise<{ url: URL; attempt: Attempt }> {
    const attempt = {
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
      returnTo,
    };
    const url = buildAuthorizationUrl(await this.#find(), {
      redirect_uri: this.#settings.callbackUrl,
      scope: 'openid email',
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      // Both: some providers heed only one of them. `auth_time` tells whether it was done.
      max_age: '0',
      prompt: 'login',
    });
    return { url, attempt };
  }

  /** Who signed in, and when. Throws where the answer is not one to this attempt, or the sign-in is not fresh. */
  async finish(
    query: URLSearchParams,
    attempt: Attempt,
  ): Promise<{ email: string; signedInAt: Date }> {
    const { callbackUrl, maxAgeSeconds } = this.#settings;
    const answer = new URL(callbackUrl);
    answer.search = query.toString();
    const configuration = await this.#find();
    const tokens = await authorizationCodeGrant(configuration, answer, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      maxAge: maxAgeSeconds,
      idTokenExpected: true,
    });
    const claims = claimsSchema.parse(tokens.claims());
    // Where there is an access token, OpenID Connect Core §5.4 gives the address at the UserInfo endpoint.
    const { email, email_verified } = addressSchema.parse(
      claims.email === undefined
        ? await fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : claims,
    );
    if (email_verified === false) {
      throw new NotAllowedError('The e-mail address is not verified');
    }
    return {
      email,
      signedInAt: new Date(claims.auth_time * 1000),
    };
  }

  /** Found once; a provider that was away is asked again. */
  async #find(): Promise<Configuration> {
    const { metadataUrl, clientId, clientSecret } = this.#settings;
    this.#found ??= discovery(metadataUrl, clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      // The demo's provider is this machine's.
      execute: isLoopbackUrl(metadataUrl.href) ? [allowInsecureRequests] : [],
    }).catch(error => {
      this.#found = undefined;
      throw error;
    });
    return await this.#found;
  }
}
