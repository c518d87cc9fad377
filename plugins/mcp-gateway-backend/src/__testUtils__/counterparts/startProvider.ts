import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider, { type Client, type ClientMetadata } from 'oidc-provider';
import { memoryAdapter } from './memoryAdapter';
import { noteSecrets } from './noteSecrets';

/** How a provider behaves that does not work. */
type Outage = 'none' | 'unavailable' | 'silent' | 'html';

/** What a grant is written with. */
export interface GrantParts {
  readonly provider: Provider;
  /** Signs what this provider says beside its own answers. */
  readonly signingKey: JWK;
  /** Makes a bearer token for a person. */
  issue(token: {
    client: Client;
    person: string;
    scope?: string;
    /** What else the systems that read it are told. */
    told: Record<string, unknown>;
  }): Promise<{ access_token: string; expires_in: number }>;
}

/** A provider of OAuth that runs on this machine's loopback, for tests. */
export interface RunningProvider {
  readonly issuer: string;
  readonly provider: Provider;
  /** Signs what this provider says beside its own answers. */
  readonly signingKey: JWK;
  /** How many requests reached its token endpoint. */
  readonly asked: number;
  outage: Outage;
  /** What a system behind a server would know of a bearer of a token; nothing of one that is not good. */
  whoIs(token: string): Promise<Record<string, unknown> | undefined>;
  stop(): Promise<void>;
}

/** Starts an `oidc-provider`; `addGrants` gives it what it does not have of itself. */
export async function startProvider(options: {
  clients: ClientMetadata[];
  accessTokenSeconds?: number;
  addGrants?(parts: GrantParts): void;
  /** Told of everything secret that goes over its token endpoint. */
  note?(name: string, value: string): void;
}): Promise<RunningProvider> {
  const server = createServer();
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const signingKey: JWK = {
    ...(await exportJWK(privateKey)),
    kid: `key-${port}`,
    alg: 'ES256',
    use: 'sig',
  };
  const provider = new Provider(issuer, {
    adapter: memoryAdapter(
      options.clients.map(client => ({
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
        ...client,
      })),
    ),
    jwks: { keys: [signingKey] },
    features: {
      revocation: { enabled: true },
      devInteractions: { enabled: false },
    },
    ttl: { AccessToken: options.accessTokenSeconds ?? 600 },
    enabledJWA: { clientAuthSigningAlgValues: ['ES256', 'PS256'] },
    findAccount: async (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
  });
  const told = new Map<string, Record<string, unknown>>();
  options.addGrants?.({
    provider,
    signingKey,
    async issue({ client, person, scope = '', told: what }) {
      const properties = { client, accountId: person, scope };
      const token = new provider.AccessToken(
        properties as ConstructorParameters<typeof provider.AccessToken>[0],
      );
      const value = await token.save();
      told.set(value, what);
      return { access_token: value, expires_in: token.expiration };
    },
  });
  if (options.note) noteSecrets(provider, options.note);
  const running = { asked: 0, outage: 'none' as Outage };
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (request.url === '/token') running.asked += 1;
    switch (running.outage) {
      case 'none':
        void handle(request, response);
        break;
      case 'unavailable':
        response.writeHead(503, { 'retry-after': '7' }).end();
        break;
      case 'silent':
        break;
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
        break;
      default:
        throw new Error(`No such outage: ${running.outage satisfies never}`);
    }
  });
  return {
    issuer,
    provider,
    signingKey,
    get asked() {
      return running.asked;
    },
    get outage() {
      return running.outage;
    },
    set outage(outage) {
      running.outage = outage;
    },
    async whoIs(token) {
      const held = await provider.AccessToken.find(token);
      return held?.isValid
        ? { person: held.accountId, scope: held.scope, ...told.get(token) }
        : undefined;
    },
    stop: () => stop(server),
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  await new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
