import type { JSONWebKeySet } from 'jose';
import type { ClientMetadata } from 'oidc-provider';
import { startIssuer } from '../../connections/__testUtils__/startIssuer';
import { gatewayClient } from '../../exchange/__testUtils__/gatewayClient';
import { addIdJagIssuing } from '../counterparts/addIdJagIssuing';
import { addIdJagRedeeming } from '../counterparts/addIdJagRedeeming';
import { addTokenExchange } from '../counterparts/addTokenExchange';
import { startProvider } from '../counterparts/startProvider';
import { bearerOf } from './bearerOf';
import type { StartRig } from './CredentialRig';
import { linkAccount } from './linkAccount';

const GRANT = 'urn:ietf:params:oauth:grant-type:';
const nameIn = (person: unknown) =>
  typeof person === 'string' ? person.split('/').at(-1) : undefined;

/** An `oidc-provider` with RFC 8693 believes what the gateway signs, and the system behind its tokens. */
export const startTokenExchange: StartRig = async company => {
  const { publicUrl, upstreamUrl, serverRef, name } = company;
  const client = await gatewayClient('sallyport');
  const handedOut = new Map([['client key', bodyOf(client.config.key)]]);
  let keys: JSONWebKeySet = { keys: [] };
  let isRefusing = false;
  const sts = await startProvider({
    note: (what, value) => handedOut.set(what, value),
    clients: [
      {
        ...client.registration,
        grant_types: [`${GRANT}token-exchange`],
      } as ClientMetadata,
    ],
    addGrants: parts =>
      addTokenExchange(parts, {
        trust: { [publicUrl]: () => keys },
        targets: [upstreamUrl],
        refuses: () => (isRefusing ? 'access_denied' : undefined),
      }),
  });
  return {
    credential: { type: 'token-exchange', exchange: name },
    handedOut,
    config: {
      credentials: {
        exchanges: {
          [name]: {
            issuer: sts.issuer,
            client: client.config,
            servers: [serverRef],
          },
        },
      },
    },
    ready: async () => {
      const answer = await fetch(`${publicUrl}/.well-known/jwks.json`);
      keys = (await answer.json()) as JSONWebKeySet;
    },
    whoIs: async headers =>
      nameIn((await sts.whoIs(bearerOf(headers)))?.person),
    revoke: async headers => {
      const held = await sts.provider.AccessToken.find(bearerOf(headers));
      await held?.destroy();
    },
    setAway: isAway => {
      sts.outage = isAway ? 'unavailable' : 'none';
    },
    refuse: () => {
      isRefusing = true;
    },
    asked: () => sts.asked,
    stop: async () => await sts.stop(),
  };
};

/** The company's `oidc-provider` with the ID-JAG draft, where people link their account, and another one that trusts it. */
export const startIdJag: StartRig = async company => {
  const { publicUrl, upstreamUrl, serverRef, name } = company;
  const there = await gatewayClient('there');
  const here = await gatewayClient('here');
  const clientsAt: Record<string, string> = {};
  const handedOut = new Map([
    ['client key here', bodyOf(here.config.key)],
    ['client key there', bodyOf(there.config.key)],
  ]);
  const identityProvider = await startIssuer({
    note: (what, value) => handedOut.set(`${what} of the company`, value),
    clients: [
      {
        ...here.registration,
        redirect_uris: [`${publicUrl}/connect/callback`],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
        grant_types: [
          'authorization_code',
          'refresh_token',
          `${GRANT}token-exchange`,
        ],
      } as ClientMetadata,
    ],
    addGrants: parts =>
      addIdJagIssuing(parts, { clientsAt, denied: new Set(), lies: {} }),
  });
  const { d: _, ...publicKey } = identityProvider.signingKey;
  const server = await startProvider({
    note: (what, value) => handedOut.set(what, value),
    clients: [
      {
        ...there.registration,
        grant_types: [`${GRANT}jwt-bearer`],
      } as ClientMetadata,
    ],
    addGrants: parts =>
      addIdJagRedeeming(parts, {
        issuer: identityProvider.url,
        keys: { keys: [publicKey] },
        resources: [upstreamUrl],
      }),
  });
  clientsAt[server.issuer] = 'there';
  const { url: issuer } = identityProvider;
  return {
    credential: {
      type: 'id-jag',
      provider: name,
      issuer: server.issuer,
    },
    handedOut,
    config: {
      credentials: {
        clients: {
          [`${name}-idp`]: { issuer, identity: true, client: here.config },
        },
        enterprises: {
          [name]: {
            ...{ issuer, connection: `${name}-idp`, client: here.config },
            authorizationServers: [
              { issuer: server.issuer, client: there.config },
            ],
            servers: [serverRef],
          },
        },
      },
    },
    linked: { client: `${name}-idp` },
    link: async (gateway, person) =>
      await linkAccount({
        ...{ gateway, person, issuer: identityProvider },
        where: { client: `${name}-idp` },
      }),
    whoIs: async headers =>
      nameIn((await server.whoIs(bearerOf(headers)))?.person),
    revoke: async headers => {
      const held = await server.provider.AccessToken.find(bearerOf(headers));
      await held?.destroy();
    },
    setAway: isAway => {
      server.outage = isAway ? 'unavailable' : 'none';
      identityProvider.outage = isAway ? 'unavailable' : 'none';
    },
    refuse: () => identityProvider.endAll(),
    asked: () => server.asked,
    async stop() {
      await identityProvider.stop();
      await server.stop();
    },
  };
};

/** A line of it, as it would stand anywhere. */
function bodyOf(pem: string): string {
  return pem.split('\n')[1];
}
