import { buildDiscoveryUrls } from '@modelcontextprotocol/client';
import {
  type AuthorizationServer,
  processDiscoveryResponse,
} from 'oauth4webapi';
import { OAuthFailure } from './OAuthFailure';
import { refuseLater } from './refuseLater';
import type { OAuthFetch } from './types';

/** Reads an authorization server's metadata: RFC 8414 and OpenID Connect Discovery, with the issuer's path in each of their places. */
export async function discoverServer(
  issuer: string,
  options: {
    fetch: OAuthFetch;
    /** It checks code challenges without saying so, as the administrator knows. */
    isPkceKnown?: boolean;
  },
): Promise<AuthorizationServer> {
  for (const { url } of buildDiscoveryUrls(issuer)) {
    const answer = await options.fetch.fetch(String(url), {
      method: 'GET',
      headers: { accept: 'application/json' },
    });
    refuseLater(answer);
    if (answer.status === 200) {
      const server = await read(issuer, answer);
      if (!options.isPkceKnown) checkPkce(server);
      return server;
    }
  }
  throw new OAuthFailure(
    'unusable',
    'It has no metadata (RFC 8414, OpenID Connect Discovery)',
  );
}

async function read(
  issuer: string,
  answer: Response,
): Promise<AuthorizationServer> {
  const server = await processDiscoveryResponse(new URL(issuer), answer);
  // RFC 8414 §3.3: identical, not merely the same once it is normalised (C3: mix-up). A bare origin has no other form.
  const isBare = new URL(issuer).href === `${issuer}/`;
  const isSame =
    server.issuer === issuer || (isBare && server.issuer === `${issuer}/`);
  if (!isSame) {
    throw new OAuthFailure('unusable', 'It calls itself otherwise');
  }
  return server;
}

function checkPkce(server: AuthorizationServer): void {
  const methods = server.code_challenge_methods_supported;
  if (!methods?.includes('S256')) {
    throw new OAuthFailure(
      'unusable',
      'It does not say that it checks code challenges (PKCE S256)',
    );
  }
}
