import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  createBackendPlugin,
  coreServices,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import request from 'supertest';
import { serverEntity } from '../__testUtils__/entities';
import { mcpRegistryPlugin } from '../plugin';

const PATH = '/api/mcp-registry/setup-checks';

function pointedTo(name: string, url: string): Entity {
  const entity = serverEntity({ name });
  return {
    ...entity,
    spec: {
      ...entity.spec,
      remotes: [{ type: 'streamable-http', url }],
    },
  };
}

/** Backstage's own MCP endpoint, as far as it matters here: it answers, if only that it wants a token. */
const mcpActions = createBackendPlugin({
  pluginId: 'mcp-actions',
  register(env) {
    env.registerInit({
      deps: { http: coreServices.httpRouter },
      async init({ http }) {
        http.use((_req, res) => {
          res.json({ jsonrpc: '2.0', id: 1, result: {} });
        });
      },
    });
  },
});

async function start(options: { isBeside: boolean; result?: AuthorizeResult }) {
  const { server } = await startTestBackend({
    features: [
      mcpRegistryPlugin,
      ...(options.isBeside ? [mcpActions] : []),
      catalogServiceMock.factory({
        entities: [
          pointedTo('good', 'http://localhost:7008/servers/default/good/mcp'),
          pointedTo(
            'past',
            options.isBeside
              ? 'https://mcp.example.com/mcp'
              : 'http://localhost:7008/servers/default/past/mcp',
          ),
        ],
      }),
      mockServices.permissions.mock({
        authorizeConditional: async () => [
          { result: (options.result ?? AuthorizeResult.ALLOW) as 'ALLOW' },
        ],
      }).factory,
      mockServices.rootConfig.factory({
        data: {
          permission: { enabled: true },
          mcpRegistry: { approverGroups: ['group:default/security'] },
          mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
        },
      }),
    ],
  });
  return server;
}

const findings = (body: { items: { finding: string }[] }) =>
  body.items.map(item => item.finding);

describe('/setup-checks', () => {
  it('finds an MCP endpoint beside the gateway (P1) and servers whose clients are pointed past it (D10)', async () => {
    const server = await start({ isBeside: true });
    const { body } = await request(server)
      .get(PATH)
      .set('Authorization', mockCredentials.user.header())
      .expect(200);
    expect(findings(body)).toContain('portal-mcp-endpoint.beside');
    expect(body.items).toContainEqual(
      expect.objectContaining({
        finding: 'catalog-endpoints.elsewhere',
        status: 'fail',
        threat: 'D10',
        fix: expect.any(String),
        subjects: ['api:default/past'],
      }),
    );
    expect(JSON.stringify(body)).not.toContain('mcp.example.com');
  });

  it('finds neither where there is none', async () => {
    const server = await start({ isBeside: false });
    const { body } = await request(server)
      .get(PATH)
      .set('Authorization', mockCredentials.user.header())
      .expect(200);
    expect(findings(body)).toEqual(
      expect.arrayContaining([
        'portal-mcp-endpoint.absent',
        'catalog-endpoints.gateway',
      ]),
    );
  });

  it('is for those who administer all servers', async () => {
    const server = await start({
      isBeside: false,
      result: AuthorizeResult.DENY,
    });
    const person = await request(server)
      .get(PATH)
      .set('Authorization', mockCredentials.user.header());
    const plugin = await request(server)
      .get(PATH)
      .set('Authorization', mockCredentials.service.header());
    const nobody = await request(server)
      .get(PATH)
      .set('Authorization', mockCredentials.none.header());
    expect([person.status, plugin.status, nobody.status]).toEqual([
      403, 403, 401,
    ]);
    expect(person.body.error.message).toContain('mcp.server.administer');
  });
});
