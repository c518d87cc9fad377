import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  type BackstageCredentials,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  type DefinitionSource,
  mcpRegistryGitOpsExtensionPoint,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import request, { type Test } from 'supertest';
import { stringify } from 'yaml';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS } from '../__testUtils__/people';
import { userEntities } from '../gitops/__testUtils__/users';
import { mcpRegistryPlugin } from '../plugin';

const BASE = '/api/mcp-registry';
const DEFINITION = `${BASE}/servers/default/everything/definition`;

/** A source that a module brings along: what it holds is what the test says. */
const state = {
  text: stringify(serverEntity({ name: 'orders' })),
  revision: 'one',
};
const source: DefinitionSource = {
  ...{ id: 'elsewhere', title: 'Elsewhere', place: 'a place' },
  read: async () => ({
    revision: state.revision,
    files: [{ path: 'orders.yaml', text: state.text }],
    changes: [],
  }),
};
const addsSource = createBackendModule({
  ...{ pluginId: 'mcp-registry', moduleId: 'elsewhere' },
  register(reg) {
    reg.registerInit({
      deps: { gitOps: mcpRegistryGitOpsExtensionPoint },
      init: async ({ gitOps }) => gitOps.addSource(source),
    });
  },
});

async function start() {
  const { server } = await startTestBackend({
    features: [
      mcpRegistryPlugin,
      addsSource,
      catalogServiceMock.factory({
        entities: [...userEntities(), serverEntity()],
      }),
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
      mockServices.userInfo.mock({
        getUserInfo: async (credentials: BackstageCredentials) => {
          const { userEntityRef } = credentials.principal as {
            userEntityRef: string;
          };
          return {
            userEntityRef,
            ownershipEntityRefs: [
              userEntityRef,
              ...(GROUPS[userEntityRef.split('/')[1]] ?? []),
            ],
          };
        },
      }).factory,
      mockServices.rootConfig.factory({
        data: {
          mcpRegistry: { approverGroups: ['group:default/security'] },
          mcpGateway: { listen: { publicUrl: 'http://localhost:7008' } },
        },
      }),
    ],
  });
  return server;
}

function as(test: Test, name: string): Test {
  const token = mockCredentials.user.token(`user:default/${name}`);
  return test.set('Authorization', `Bearer ${token}`);
}

jest.setTimeout(60_000);

describe('definitions over HTTP', () => {
  let server: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    server = await start();
    await as(
      request(server).post(`${BASE}/servers/default/everything/submit`),
      'bob',
    ).expect(200);
  });

  it('writes a definition for those whom it concerns, in each format', async () => {
    for (const [format, words] of [
      ['entity', 'kind: API'],
      ['toolhive', 'kind: MCPRemoteProxy'],
      ['server-json', '"remotes"'],
    ]) {
      const { body } = await as(
        request(server).get(DEFINITION).query({ format }),
        'bob',
      ).expect(200);
      expect(body).toMatchObject({
        ...{ format, of: 'stated', text: expect.stringContaining(words) },
        definition: { name: 'everything' },
      });
    }
    const published = await as(
      request(server)
        .get(DEFINITION)
        .query({ format: 'server-json', publisher: 'io.github.acme' }),
      'carol',
    ).expect(200);
    expect(JSON.parse(published.body.text).name).toBe(
      'io.github.acme/everything',
    );
  });

  it.each([
    ['a stranger', DEFINITION, 'dave', 403],
    ['a format that there is not', `${DEFINITION}?format=toml`, 'bob', 400],
    ['a publisher that is a path', `${DEFINITION}?publisher=../x`, 'bob', 400],
    [
      'a server that there is not',
      DEFINITION.replace('everything', 'nothing'),
      'bob',
      404,
    ],
  ])('refuses %s', async (_, path, name, status) => {
    const answer = await as(request(server).get(path), name);
    expect(answer.status).toBe(status);
  });

  it('refuses other plugins', async () => {
    const header = mockCredentials.service.header({
      onBehalfOf: mockCredentials.service('plugin:x'),
      targetPluginId: 'mcp-registry',
    });
    for (const path of [DEFINITION, `${BASE}/gitops`]) {
      const { status } = await request(server)
        .get(path)
        .set('Authorization', header);
      expect(status).toBe(403);
    }
  });

  it('imports what a module’s source holds, and tells of it to those who run the portal', async () => {
    await as(request(server).get(`${BASE}/gitops`), 'bob').expect(403);
    const imported = async (check: (item: any) => boolean) => {
      for (let round = 0; round < 200; round += 1) {
        await as(request(server).post(`${BASE}/gitops/import`), 'carol');
        const { body } = await as(
          request(server).get(`${BASE}/gitops`),
          'carol',
        ).expect(200);
        if (check(body.items[0])) return body.items[0];
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      throw new Error('It was not imported');
    };
    expect(
      await imported(({ changes, revision }) => revision && changes),
    ).toMatchObject({
      ...{ id: 'elsewhere', revision: 'one', place: 'a place' },
      summary: { added: ['api:default/orders'] },
    });
    state.text = 'kind: [';
    state.revision = 'two';
    expect(await imported(({ problem }) => problem)).toMatchObject({
      revision: 'one',
      problem: {
        code: 'definitions.invalid',
        where: [expect.stringContaining('orders.yaml')],
        remedy: expect.stringContaining('sallyport check'),
      },
    });
  });
});
