import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';

/**
 * The memory of a program that signs people in, as both versions of the SDK want it. Everything else they do themselves:
 * where the authorization server is, PKCE, the exchange, refreshing.
 */
export function rememberOAuth(redirectUri: string) {
  let verifier = '';
  let saved: OAuthTokens | undefined;
  let address: URL | undefined;
  return {
    provider: {
      redirectUrl: redirectUri,
      clientMetadata: { redirect_uris: [redirectUri] },
      clientInformation: () => ({ client_id: 'local-program' }),
      tokens: () => saved,
      saveTokens: (tokens: OAuthTokens) => {
        saved = tokens;
      },
      saveCodeVerifier: (text: string) => {
        verifier = text;
      },
      codeVerifier: () => verifier,
      redirectToAuthorization: (url: URL) => {
        address = url;
      },
    },
    /** Where the person's browser has to go. */
    address: () => String(address),
    tokens: () => saved,
    /** As if its hour were over. */
    spoilAccessToken: () => {
      if (saved) saved = { ...saved, access_token: 'expired' };
    },
  };
}
