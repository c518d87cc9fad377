import {
  type BackendFeature,
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import aiModelModule from '@backstage/plugin-catalog-backend-module-ai-model';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import request from 'supertest';
import { catalogModuleMcpRegistry } from './module';

jest.setTimeout(60_000);

const LOCATION = {
  'backstage.io/managed-by-location': 'url:https://example.com/a.yaml',
  'backstage.io/managed-by-origin-location': 'url:https://example.com/a.yaml',
};
const ENTITIES: Entity[] = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name: 'tickets', annotations: LOCATION },
    spec: {
      type: 'mcp-server',
      lifecycle: 'production',
      owner: 'data-platform',
      system: 'support',
      mcp: {
        dataClassification: 'internal',
        riskTier: 'low',
        reaches: ['resource:default/tickets-db'],
        upstream: { type: 'streamable-http', url: 'https://t.example.com/mcp' },
      },
    },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name: 'rest', annotations: LOCATION },
    spec: {
      type: 'openapi',
      lifecycle: 'production',
      owner: 'data-platform',
      definition: 'openapi: 3.1.0',
    },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'tickets-db', annotations: LOCATION },
    spec: { type: 'database', owner: 'data-platform' },
  },
];

const givenEntities = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'given-entities',
  register(reg) {
    reg.registerInit({
      deps: { processing: catalogProcessingExtensionPoint },
      async init({ processing }) {
        processing.addEntityProvider({
          getProviderName: () => 'given',
          connect: async connection =>
            await connection.applyMutation({
              type: 'full',
              entities: ENTITIES.map(entity => ({ entity })),
            }),
        });
      },
    });
  },
});

/** A registry with one server that was registered in the portal. */
const registry = createBackendPlugin({
  pluginId: 'mcp-registry',
  register(reg) {
    reg.registerInit({
      deps: { http: coreServices.httpRouter, httpAuth: coreServices.httpAuth },
      async init({ http, httpAuth }) {
        http.use((req, res, next) => {
          httpAuth
            .credentials(req, { allow: ['service'] })
            .then(({ principal }) => {
              res.json({
                items:
                  principal.subject === 'plugin:catalog' &&
                  req.path === '/door/definitions'
                    ? [
                        {
                          serverId: '5f0c',
                          registeredBy: 'user:default/bob',
                          registeredAt: '2026-11-22T10:00:00Z',
                          definition: {
                            name: 'registered',
                            description: 'Registered in the portal',
                            owner: 'group:default/data-platform',
                            riskTier: 'low',
                            dataClassification: 'internal',
                            upstream: {
                              type: 'streamable-http',
                              url: 'https://r.example.com/mcp',
                            },
                          },
                        },
                      ]
                    : [],
              });
            })
            .catch(next);
        });
      },
    });
  },
});

describe('catalogModuleMcpRegistry in a real catalog', () => {
  it.each<[string, BackendFeature[]]>([
    ['alone', [catalogModuleMcpRegistry]],
    ['before ai-model', [catalogModuleMcpRegistry, aiModelModule]],
    ['after ai-model', [aiModelModule, catalogModuleMcpRegistry]],
  ])('works %s', async (_, modules) => {
    const backend = await startTestBackend({
      features: [
        catalogPlugin,
        givenEntities,
        registry,
        ...modules,
        schedulerServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            backend: { auth: { keys: [] } },
            mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
            catalog: {
              providers: {
                mcpRegistry: {
                  schedule: { frequency: { seconds: 1 }, timeout: 'PT5S' },
                },
              },
            },
          },
        }),
      ],
    });
    const entity = (ref: string) => waitForEntity(backend, ref);

    expect(await entity('api/default/tickets')).toMatchObject({
      spec: {
        remotes: [
          {
            type: 'streamable-http',
            url: 'http://localhost:7008/servers/default/tickets/mcp',
          },
        ],
      },
      relations: [
        { type: 'ownedBy', targetRef: 'group:default/data-platform' },
        { type: 'partOf', targetRef: 'system:default/support' },
        { type: 'reachesSystem', targetRef: 'resource:default/tickets-db' },
      ],
    });
    expect(
      (await entity('resource/default/tickets-db')).relations,
    ).toContainEqual({ type: 'reachedBy', targetRef: 'api:default/tickets' });
    const { spec } = await entity('api/default/rest');
    expect(spec).toEqual(ENTITIES[1].spec);
    expect(await entity('api/default/registered')).toMatchObject({
      metadata: {
        annotations: {
          'backstage.io/managed-by-origin-location': 'mcp-registry:5f0c',
        },
      },
      spec: {
        remotes: [
          { url: 'http://localhost:7008/servers/default/registered/mcp' },
        ],
      },
    });
    await backend.stop();
  });
});

/** Processing and stitching go on by themselves; Jest's own time limit ends a wait in vain. */
async function waitForEntity(
  backend: TestBackend,
  path: string,
): Promise<Entity> {
  for (;;) {
    const { body, status } = await request(backend.server)
      .get(`/api/catalog/entities/by-name/${path}`)
      .set('Authorization', mockCredentials.service.header());
    if (status === 200 && body.relations?.length) {
      return body;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
