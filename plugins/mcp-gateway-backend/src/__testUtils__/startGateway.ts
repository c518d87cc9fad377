import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  type BackendFeature,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { mcpRegistryServiceRef } from '@sallyport/backstage-plugin-mcp-registry-node';
import request from 'supertest';
import mcpGatewayPlugin from '../index';
import { checkExplained } from './checkExplained';
import { exampleCompany } from './exampleCompany';
import { FakeRegistry } from './FakeRegistry';
import { freePort } from './freePort';
import { GatewayWatch } from './secrets/GatewayWatch';
import { message, send } from './mcpRequests';
import { waitUntil } from './waitUntil';

type Call = GatewaySchemas['Call'];

/** A running gateway: the real plugin and its own listener, over a registry and a catalog in memory. */
export interface TestGateway {
  /** Where it listens itself. */
  address: string;
  publicUrl: string;
  registry: FakeRegistry;
  /** The MCP endpoint of a server. */
  endpoint(name: string): string;
  /** A gateway token, as the Connect page gets it. */
  token(person: string, server: string): Promise<string>;
  /** The portal's REST API, as a person, or as what acts for them. */
  as(
    person: string,
    options?: { actor: { subject: string } },
  ): ReturnType<typeof portalAs>;
  /** The portal's REST API, for whoever holds a token of any kind. */
  bearing(token: string): ReturnType<typeof portalAs>;
  /** Waits until the gateway has applied everything that the registry decided so far. */
  applied(): Promise<void>;
  /** Waits until the gateway says so of the feed. */
  feedIs(state: 'current' | 'behind'): Promise<void>;
  /** Every recorded call, oldest first, once there are `count` of them. */
  calls(count: number): Promise<Call[]>;
  /** The newest recorded call of which this is true, once there is one. */
  call(isIt: (call: Call) => boolean): Promise<Call>;
  /** Explains every recorded call, looks for secrets in all that was written down, and ends. */
  stop(): Promise<void>;
}

export async function startGateway(
  options: {
    config?: JsonObject;
    prepare?: (registry: FakeRegistry) => void;
    /** The permission framework is on and allows everything. */
    permissions?: boolean;
    /** Where audit events are spooled; default: a directory of its own, gone afterwards. */
    spools?: string;
    /** `mcpGateway.limits` */
    limits?: JsonObject;
    /** More of the backend: services in the place of the usual ones, other plugins, modules. */
    features?: BackendFeature[];
    /** `mcpGateway.alerts` */
    alerts?: JsonObject;
    /** `mcpGateway.usage` */
    usage?: JsonObject;
    /** `mcpGateway.guards` */
    guards?: JsonObject;
    /** `mcpGateway.credentials` */
    credentials?: JsonObject;
    /** `mcpGateway.encryption` */
    encryption?: JsonObject;
    /** `mcpGateway.vault` */
    vault?: JsonObject;
    /** `mcpGateway.policies` */
    policies?: JsonObject;
    /** `mcpGateway.authorizationServer` */
    authorizationServer?: JsonObject;
    /** In the catalog beside the example company. */
    entities?: Entity[];
    /** `mcpGateway.agents` */
    agents?: JsonObject;
    /** `mcpGateway.runtimes` */
    runtimes?: JsonObject;
    /** `mcpGateway.egress.publicHosts` */
    publicHosts?: string[];
    /** `mcpGateway.listen.trustedProxies` */
    trustedProxies?: string[];
    /** `mcpGateway.identityProviders` */
    identityProviders?: JsonObject[];
    /** Who may read everybody's calls; default: bob. */
    auditor?: string;
    /** The address that clients know, where something stands before the gateway; default: its own. */
    publicUrl?: string;
  } = {},
): Promise<TestGateway> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const { publicUrl = address, auditor = 'bob' } = options;
  const spools = options.spools ?? (await mkdtemp(join(tmpdir(), 'spools-')));
  const registry = new FakeRegistry();
  options.prepare?.(registry);
  const { features = [], ...given } = options;
  const watch = GatewayWatch.create({ config: given, features });
  const backend = await startTestBackend({
    features: [
      mcpGatewayPlugin,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://portal.example' },
          backend: { baseUrl: 'http://portal.example' },
          mcpGateway: {
            listen: {
              ...{ host: '127.0.0.1', port, publicUrl },
              ...(options.trustedProxies && {
                trustedProxies: options.trustedProxies,
              }),
            },
            // Nothing of it is left in memory, however a test ends.
            audit: { spool: { directory: spools, notesDirectory: spools } },
            ...(options.guards && { guards: options.guards }),
            ...(options.credentials && { credentials: options.credentials }),
            ...(options.encryption && { encryption: options.encryption }),
            ...(options.vault && { vault: options.vault }),
            ...(options.policies && { policies: options.policies }),
            ...(options.identityProviders && {
              identityProviders: options.identityProviders,
            }),
            ...(options.agents && { agents: options.agents }),
            ...(options.runtimes && { runtimes: options.runtimes }),
            egress: {
              allowedHosts: ['127.0.0.1', 'localhost'],
              ...(options.publicHosts && { publicHosts: options.publicHosts }),
            },
            ...(options.limits && { limits: options.limits }),
            ...(options.usage && { usage: options.usage }),
            ...(options.alerts && { alerts: options.alerts }),
            ...(options.authorizationServer && {
              authorizationServer: options.authorizationServer,
            }),
          },
          permission: { enabled: options.permissions === true },
          ...options.config,
        },
      }),
      ...(options.permissions
        ? [mockServices.permissions.factory({ result: AuthorizeResult.ALLOW })]
        : []),
      catalogServiceMock.factory({
        entities: [...exampleCompany, ...(options.entities ?? [])],
      }),
      createServiceFactory({
        service: mcpRegistryServiceRef,
        deps: {},
        factory: () => registry,
      }),
      ...features,
      ...watch.features,
    ],
  }).catch(error => {
    watch.end();
    throw error;
  });
  await waitUntil(async () => (await fetch(`${address}/readyz`)).ok);

  const bearing = (token: string) => portalAs(backend.server, token);
  const as: TestGateway['as'] = (person, acting) =>
    bearing(mockCredentials.user.token(`user:default/${person}`, acting));
  const endpoint = (name: string) => `${publicUrl}/servers/default/${name}/mcp`;
  const token = async (person: string, name: string): Promise<string> => {
    const response = await as(person)
      .post('/tokens', { serverRef: `api:default/${name}` })
      .expect(201);
    return response.body.token;
  };
  let nudge: string | undefined;
  const newest = async (): Promise<Call[]> =>
    (await as(auditor).get('/calls?role=all&limit=100')).body.items;
  return {
    address,
    publicUrl,
    registry,
    endpoint,
    as,
    bearing,
    token,
    applied: async () => {
      // A refusal is never given before the feed was asked: no need to wait for the next poll.
      nudge ??= await token('bob', 'billing');
      await send(endpoint('billing'), {
        token: nudge,
        body: message('tools/list'),
      });
      await waitUntil(async () => {
        const info = await as('bob').get('/info');
        return info.body.feed.sequence >= registry.head;
      });
    },
    feedIs: async state =>
      await waitUntil(async () => {
        const info = await as('bob').get('/info');
        return info.body.feed.state === state;
      }),
    calls: async count => {
      let items: Call[] = [];
      await waitUntil(async () => {
        items = await newest();
        return items.length >= count;
      });
      return items.reverse();
    },
    call: async isIt => {
      let found: Call | undefined;
      await waitUntil(async () => {
        found = (await newest()).find(isIt);
        return found !== undefined;
      });
      return found!;
    },
    stop: async () => {
      try {
        await checkExplained(path => as(auditor).get(path));
        await watch.check({
          spools,
          get: path => as(auditor).get(path).buffer(true),
        });
      } finally {
        watch.end();
        await backend.stop();
        if (!options.spools) {
          await rm(spools, { recursive: true, force: true });
        }
      }
    },
  };
}

function portalAs(server: Parameters<typeof request>[0], token: string) {
  const authorization = `Bearer ${token}`;
  const url = (path: string) => `/api/mcp-gateway${path}`;
  return {
    get: (path: string) =>
      request(server).get(url(path)).set('Authorization', authorization),
    post: (path: string, body: object) =>
      request(server)
        .post(url(path))
        .set('Authorization', authorization)
        .send(body),
    delete: (path: string) =>
      request(server).delete(url(path)).set('Authorization', authorization),
  };
}
