import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What the provider answers about the person; a test changes it. */
export interface SignedIn {
  email: string;
  email_verified?: boolean;
  /** Seconds since the epoch. */
  auth_time?: number;
}

/** An OpenID provider with one client, as far as a code flow needs one; it signs in whom a test says. */
export async function startIdentity() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: '1', alg: 'RS256' };
  const codes = new Map<string, { nonce: string; challenge: string }>();
  const asked: URLSearchParams[] = [];
  const state = {
    person: { email: '' } as SignedIn,
    nonce: '',
    /** What is said of the person at the UserInfo endpoint alone, and about whom. */
    userInfo: undefined as { sub: string } | undefined,
  };
  let issuer = '';

  const idToken = async (nonce: string) =>
    await new SignJWT({
      ...(state.userInfo
        ? { auth_time: state.person.auth_time }
        : state.person),
      nonce: state.nonce || nonce,
    })
      .setProtectedHeader({ alg: 'RS256', kid: '1' })
      .setIssuer(issuer)
      .setAudience('registry')
      .setSubject('1')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);

  const answer = async (path: string, body: string) => {
    switch (path) {
      case '/.well-known/openid-configuration':
        return {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          userinfo_endpoint: `${issuer}/userinfo`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          code_challenge_methods_supported: ['S256'],
        };
      case '/userinfo': {
        const { auth_time: _, ...said } = state.person;
        return state.userInfo && { ...said, ...state.userInfo };
      }
      case '/jwks':
        return { keys: [jwk] };
      case '/token': {
        const form = new URLSearchParams(body);
        const code = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const challenge = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        return code?.challenge === challenge
          ? {
              access_token: 'unused',
              token_type: 'Bearer',
              id_token: await idToken(code.nonce),
            }
          : undefined;
      }
      default:
        return undefined;
    }
  };

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const found = await answer(request.url ?? '', body);
    response.writeHead(found ? 200 : 400, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(found ?? { error: 'invalid_grant' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    metadataUrl: `${issuer}/.well-known/openid-configuration`,
    state,
    asked,
    /** The person signs in: where their browser goes next. */
    signIn(authorizationUrl: string, person: SignedIn): URL {
      const query = new URL(authorizationUrl).searchParams;
      asked.push(query);
      state.person = person;
      const code = `code-${asked.length}`;
      codes.set(code, {
        nonce: query.get('nonce') ?? '',
        challenge: query.get('code_challenge') ?? '',
      });
      const back = new URL(query.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', query.get('state') ?? '');
      return back;
    },
    stop: () => server.close(),
  };
}
