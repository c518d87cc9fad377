import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startIssuer } from '../../connections/__testUtils__/startIssuer';
import { bearerOf } from './bearerOf';
import type { StartRig } from './CredentialRig';
import { linkAccount } from './linkAccount';

/** The system behind believes what the gateway signs, once it is no more than that. */
export const startAssertion: StartRig = async ({ publicUrl, upstreamUrl }) => {
  const revoked = new Set<string>();
  const handedOut = new Map<string, string>();
  const keys = createRemoteJWKSet(
    new URL(`${publicUrl}/.well-known/jwks.json`),
  );
  return {
    credential: { type: 'signed-assertion' },
    config: {},
    handedOut,
    async whoIs(headers) {
      const token = bearerOf(headers);
      handedOut.set(`assertion ${handedOut.size}`, token);
      if (revoked.has(token)) return undefined;
      try {
        const { payload } = await jwtVerify(token, keys, {
          ...{ issuer: publicUrl, audience: upstreamUrl },
          algorithms: ['ES256'],
        });
        return payload.sub?.split('/').at(-1);
      } catch {
        return undefined;
      }
    },
    revoke: async headers => void revoked.add(bearerOf(headers)),
    stop: async () => {},
  };
};

/** People have keys of their own at the system behind. */
export const startPersonalKey: StartRig = async ({ serverRef }) => {
  const keys = new Map<string, string>();
  const handedOut = new Map<string, string>();
  return {
    credential: { type: 'personal-key', header: 'X-Api-Key' },
    config: {},
    handedOut,
    linked: { serverRef },
    whoIs: async headers => keys.get(String(headers['x-api-key'])),
    async link(gateway, person) {
      const key = `key-${handedOut.size}-of-${person}`;
      keys.set(key, person);
      handedOut.set(`key ${handedOut.size}`, key);
      await gateway
        .as(person)
        .post('/connections/keys', { serverRef, key })
        .expect(204);
    },
    revoke: async headers => void keys.delete(String(headers['x-api-key'])),
    stop: async () => {},
  };
};

/** People have accounts at an `oidc-provider`, whose tokens the system behind takes. */
export const startUserOAuth: StartRig = async company => {
  const { publicUrl, serverRef, name } = company;
  const secret = 'a-secret-of-the-gateway-at-the-issuer';
  const handedOut = new Map([['client secret', secret]]);
  const issuer = await startIssuer({
    note: (what, value) => handedOut.set(what, value),
    clients: [
      {
        client_id: 'sallyport',
        client_secret: secret,
        redirect_uris: [`${publicUrl}/connect/callback`],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
  });
  return {
    credential: { type: 'user-oauth', client: name },
    handedOut,
    config: {
      credentials: {
        clients: {
          [name]: {
            issuer: issuer.url,
            servers: [serverRef],
            client: {
              ...{ id: 'sallyport', secret },
              authentication: 'client_secret_basic',
            },
          },
        },
      },
    },
    linked: { serverRef },
    whoIs: async headers => await issuer.whoIs(bearerOf(headers)),
    link: async (gateway, person) =>
      await linkAccount({ gateway, person, issuer, where: { serverRef } }),
    revoke: async headers => await issuer.destroy(bearerOf(headers)),
    setAway: isAway => {
      issuer.outage = isAway ? 'unavailable' : 'none';
    },
    refuse: () => issuer.endAll(),
    asked: () => issuer.asked.length,
    stop: async () => await issuer.stop(),
  };
};
