import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type ClientMetadata } from 'oidc-provider';
import { memoryAdapter } from '../../__testUtils__/counterparts/memoryAdapter';
import { noteSecrets } from '../../__testUtils__/counterparts/noteSecrets';
import type { GrantParts } from '../../__testUtils__/counterparts/startProvider';

/** How an issuer behaves that does not work. */
type Outage = 'none' | 'unavailable';

/** An authorization server with people who say yes at once, for tests. */
export interface Issuer {
  readonly url: string;
  /** Requests to its endpoints, as `refresh_token`, `authorization_code`, `revoke`, `register`. */
  readonly asked: string[];
  outage: Outage;
  /** Who signs in next. */
  person: string;
  /** Says no for the person. */
  isRefusing: boolean;
  /** What a system behind a server would know of a token. */
  whoIs(token: string): Promise<string | undefined>;
  /** Signs what this issuer says beside its own answers. */
  readonly signingKey: JWK;
  /** Takes one access token back. */
  destroy(token: string): Promise<void>;
  /** The person, or an administrator there, ends everything that was allowed. */
  endAll(): void;
  /** A browser: from where the gateway sends a person to where the issuer sends them back. */
  browse(address: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts an `oidc-provider`. */
export async function startIssuer(
  options: {
    clients?: ClientMetadata[];
    path?: string;
    accessTokenSeconds?: number;
    dynamicRegistration?: boolean;
    /** Gives it grants that it does not have of itself. */
    addGrants?(parts: Pick<GrantParts, 'provider' | 'signingKey'>): void;
    /** Told of everything secret that goes over its token endpoint. */
    note?(name: string, value: string): void;
  } = {},
): Promise<Issuer> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const rsa = await generateKeyPair('RS256', { extractable: true });
  const ec = await generateKeyPair('ES256', { extractable: true });
  const signingKey: JWK = {
    ...(await exportJWK(ec.privateKey)),
    kid: `key-${port}`,
    alg: 'ES256',
    use: 'sig',
  };
  const seconds = options.accessTokenSeconds ?? 600;
  const adapter = memoryAdapter(options.clients ?? []);
  const grants = new Set<string>();
  const provider = new Provider(url, {
    adapter,
    jwks: {
      keys: [{ ...(await exportJWK(rsa.privateKey)), use: 'sig' }, signingKey],
    },
    enabledJWA: { clientAuthSigningAlgValues: ['ES256', 'RS256'] },
    cookies: { keys: ['for tests only'] },
    scopes: ['openid', 'offline_access', 'orders.read'],
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      registration: { enabled: options.dynamicRegistration ?? false },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => [],
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_, resource) => ({
          scope: 'orders.read',
          audience: resource,
          accessTokenFormat: 'opaque',
          accessTokenTTL: seconds,
        }),
      },
    },
    ttl: { AccessToken: seconds, RefreshToken: 3600 },
    rotateRefreshToken: true,
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: async (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
  });
  options.addGrants?.({ provider, signingKey });
  if (options.note) noteSecrets(provider, options.note);
  const issuer = {
    asked: [] as string[],
    outage: 'none' as Outage,
    person: 'alice',
    isRefusing: false,
  };
  provider.on('grant.success', ({ oidc }) => {
    issuer.asked.push(String(oidc.params?.grant_type));
    if (oidc.entities.Grant?.jti) grants.add(oidc.entities.Grant.jti);
  });
  provider.on('grant.error', ({ oidc }) => {
    issuer.asked.push(`${oidc.params?.grant_type} refused`);
  });
  provider.on('registration_create.success', () => {
    issuer.asked.push('register');
  });

  async function interact(request: IncomingMessage, response: ServerResponse) {
    const { params } = await provider.interactionDetails(request, response);
    if (issuer.isRefusing) {
      await provider.interactionFinished(request, response, {
        error: 'access_denied',
      });
      return;
    }
    const grant = new provider.Grant({
      accountId: issuer.person,
      clientId: String(params.client_id),
    });
    grant.addOIDCScope(String(params.scope ?? ''));
    if (params.resource) {
      grant.addResourceScope(
        String(params.resource),
        String(params.scope ?? ''),
      );
    }
    const grantId = await grant.save();
    await provider.interactionFinished(request, response, {
      login: { accountId: issuer.person, remember: false },
      consent: { grantId },
    });
  }

  const handle = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (issuer.outage === 'unavailable' && request.url === '/token') {
      issuer.asked.push('while away');
      response.writeHead(503, { 'retry-after': '7' }).end();
    } else if (request.url?.startsWith('/interaction/')) {
      void interact(request, response);
    } else {
      if (request.url === '/token/revocation') issuer.asked.push('revoke');
      void handle(request, response);
    }
  });
  return Object.assign(issuer, {
    url,
    signingKey,
    async destroy(token: string) {
      await (await provider.AccessToken.find(token))?.destroy();
    },
    async whoIs(token: string) {
      const held = await provider.AccessToken.find(token);
      return held?.isValid ? held.accountId : undefined;
    },
    endAll() {
      for (const id of grants) {
        for (const model of ['AccessToken', 'RefreshToken']) {
          void adapter(model).revokeByGrantId(id);
        }
      }
    },
    browse: browser(url),
    async stop() {
      await new Promise<void>(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  });
}

/** Follows redirects on one origin, with its cookies. */
function browser(origin: string) {
  return async (address: string): Promise<string> => {
    const cookies = new Map<string, string>();
    let at = address;
    for (let step = 0; step < 10; step++) {
      const answer = await fetch(at, {
        redirect: 'manual',
        headers: {
          cookie: [...cookies]
            .map(([name, value]) => `${name}=${value}`)
            .join('; '),
        },
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (name) cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (!location) throw new Error(`Ended at ${at}: ${await answer.text()}`);
      at = new URL(location, at).href;
      if (!at.startsWith(origin)) return at;
    }
    throw new Error('Too many redirects');
  };
}
