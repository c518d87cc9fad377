import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express from 'express';
import request from 'supertest';
import { applyDatabaseMigrations } from '../database/migrate';
import type { CallRecord } from '../evidence/types';
import { TokenService } from '../tokens/TokenService';
import { createRouter } from './createRouter';
import type { CallFilter } from './CallReader';
import type { RouteOptions } from './RouteOptions';

const PUBLIC_URL = 'https://mcp.example';
const ENDPOINT = `${PUBLIC_URL}/servers/default/orders/mcp`;
const ALICE = 'user:default/alice';
const CANDIDATE = {
  serverId: 'srv-1',
  upstream: { type: 'streamable-http', url: 'http://localhost:7911/mcp' },
};

const api = (name: string, type: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'API',
  metadata: { name, namespace: 'default' },
  spec: { type, owner: 'group:default/data-platform', lifecycle: 'production' },
});

const CALL: CallRecord = {
  id: '019aaf00-0000-7000-8000-000000000001',
  at: '2026-11-23T08:00:00.000Z',
  user: ALICE,
  serverRef: 'api:default/orders',
  owner: 'group:default/data-platform',
  method: 'tools/call',
  tool: 'list_orders',
  decision: 'allow',
  reason: 'granted',
  outcome: 'ok',
  requestId: 'req-1',
  trace: [{ layer: 'grant', outcome: 'pass' }],
};

describe('createRouter', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const permissions = mockServices.permissions.mock();
  const calls = {
    list: jest.fn<
      Promise<{ items: CallRecord[]; nextCursor?: string }>,
      [CallFilter]
    >(),
    get: jest.fn<Promise<CallRecord | undefined>, [string]>(),
  };
  const probes = { probe: jest.fn() };
  const catalog = catalogServiceMock({
    entities: [api('orders', 'mcp-server'), api('petstore', 'openapi')],
  });
  const groups: Record<string, string[]> = {
    'user:default/bob': ['group:default/data-platform'],
  };
  let app: express.Express;

  const allow = (...names: string[]) =>
    permissions.authorize.mockImplementation(async questions =>
      questions.map(({ permission }) => ({
        result: names.includes(permission.name)
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
      })),
    );

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    const userInfo: RouteOptions['userInfo'] = {
      getUserInfo: async credentials => {
        const { userEntityRef } = (
          credentials as ReturnType<typeof mockCredentials.user>
        ).principal;
        return {
          userEntityRef,
          ownershipEntityRefs: [
            userEntityRef,
            ...(groups[userEntityRef] ?? []),
          ],
        };
      },
    };
    app = express();
    app.use(
      await createRouter({
        tokens: TokenService.create({
          database,
          issuer: PUBLIC_URL,
          logger: mockServices.logger.mock(),
        }),
        directory: {
          status: () => ({
            sequence: 42,
            state: 'current',
            lastHeardAt: '2026-11-23T08:00:00.000Z',
          }),
        },
        calls,
        probes,
        httpAuth: mockServices.httpAuth({
          pluginId: 'mcp-gateway',
          defaultCredentials: mockCredentials.none(),
        }),
        userInfo,
        permissions,
        catalog,
        auditor: mockServices.auditor.mock({
          createEvent: async () => ({
            success: async () => {},
            fail: async () => {},
          }),
        }),
        publicUrl: PUBLIC_URL,
      }),
    );
    app.use(mockErrorHandler());
  });

  beforeEach(() => {
    calls.list.mockReset().mockResolvedValue({ items: [CALL] });
    calls.get
      .mockReset()
      .mockImplementation(async id => (id === CALL.id ? CALL : undefined));
    probes.probe.mockReset().mockResolvedValue({ ok: true, tools: [] });
    allow('mcp.server.use');
  });

  const as = (person: string) => {
    const authorization = mockCredentials.user.header(`user:default/${person}`);
    const agent = request.agent(app);
    agent.set('Authorization', authorization);
    return agent;
  };

  const asService = (subject: string) => {
    const agent = request.agent(app);
    agent.set(
      'Authorization',
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service(subject),
        targetPluginId: 'mcp-gateway',
      }),
    );
    return agent;
  };

  it.each([
    ['get', '/info'],
    ['get', '/tokens'],
    ['delete', '/tokens/some-id'],
    ['get', '/calls'],
    ['get', '/calls/some-id'],
  ] as const)('lets only people %s %s', async (method, path) => {
    await request(app)[method](path).expect(401);
    await asService('plugin:mcp-registry')[method](path).expect(403);
  });

  it('tells where the gateway is and how far it has followed', async () => {
    const { body } = await as('alice').get('/info').expect(200);
    expect(body).toEqual({
      publicUrl: PUBLIC_URL,
      feed: {
        sequence: 42,
        state: 'current',
        lastHeardAt: '2026-11-23T08:00:00.000Z',
      },
    });
  });

  describe('tokens', () => {
    it('makes one, shows it once, lists it without its value and revokes it', async () => {
      const made = await as('alice')
        .post('/tokens')
        .send({ serverRef: 'API:Default/Orders', client: 'VS Code' })
        .expect(201);
      expect(made.headers['cache-control']).toBe('no-store');
      expect(made.body).toMatchObject({
        serverRef: 'api:default/orders',
        endpoint: ENDPOINT,
        client: 'VS Code',
        revoked: false,
        token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      });

      const listed = await as('alice').get('/tokens').expect(200);
      expect(listed.headers['cache-control']).toBe('no-store');
      const { token: _, ...shown } = made.body;
      expect(listed.body.items).toEqual([shown]);

      await as('bob').delete(`/tokens/${made.body.id}`).expect(404);
      await as('alice').delete(`/tokens/${made.body.id}`).expect(204);
      const after = await as('alice').get('/tokens').expect(200);
      expect(after.body.items).toMatchObject([{ revoked: true }]);
    });

    it('asks for the permission on that server, as the caller', async () => {
      allow();
      await as('alice')
        .post('/tokens')
        .send({ serverRef: 'api:default/orders' })
        .expect(403);
      expect(permissions.authorize).toHaveBeenCalledWith(
        [
          {
            permission: expect.objectContaining({ name: 'mcp.server.use' }),
            resourceRef: 'api:default/orders',
          },
        ],
        { credentials: mockCredentials.user(ALICE) },
      );
    });

    it('reads the catalog as the caller, and answers alike for all that is not there', async () => {
      const read = jest.spyOn(catalog, 'getEntityByRef');
      const refs = [
        'api:default/petstore',
        'api:default/none',
        'component:orders',
      ];
      for (const serverRef of refs) {
        const { body } = await as('alice')
          .post('/tokens')
          .send({ serverRef })
          .expect(404);
        expect(body.error.message).toMatch(
          /^No MCP server \S+ in the catalog$/,
        );
      }
      expect(read).toHaveBeenLastCalledWith(expect.anything(), {
        credentials: mockCredentials.user(ALICE),
      });
    });

    it.each([
      ['nothing', {}],
      ['no ref', { serverRef: 'a:b:c:d' }],
      ['a longer life', { serverRef: 'api:default/orders', ttlSeconds: 3601 }],
      ['more than is asked', { serverRef: 'api:default/orders', user: 'x' }],
    ])('refuses %s', async (_what, body) => {
      await as('alice').post('/tokens').send(body).expect(400);
    });

    it('gives none to services', async () => {
      await asService('plugin:scaffolder')
        .post('/tokens')
        .send({ serverRef: 'api:default/orders' })
        .expect(403);
    });

    it('gives none to a plugin that acts for a person', async () => {
      const token = mockCredentials.user.token(ALICE, {
        actor: { subject: 'plugin:scaffolder' },
      });
      const { body } = await request(app)
        .post('/tokens')
        .set('Authorization', `Bearer ${token}`)
        .send({ serverRef: 'api:default/orders' })
        .expect(403);
      expect(body.error.message).toContain('plugin:scaffolder');
    });
  });

  describe('calls', () => {
    const asked = () => calls.list.mock.lastCall?.[0];

    it('shows mine, without the facts that are not of the API', async () => {
      const { body } = await as('alice').get('/calls').expect(200);
      expect(asked()).toMatchObject({ user: ALICE, limit: 50 });
      const { owner: _, ...shown } = CALL;
      expect(body).toEqual({ items: [shown] });
    });

    it("does not show somebody else's as mine", async () => {
      const { body } = await as('carol')
        .get('/calls')
        .query({ user: 'alice' })
        .expect(200);
      expect(body).toEqual({ items: [] });
      expect(calls.list).not.toHaveBeenCalled();
    });

    it('shows those on servers that I own, with filters', async () => {
      await as('bob')
        .get('/calls')
        .query({
          role: 'owned',
          user: 'user:default/Alice',
          serverRef: 'orders',
          tool: 'list_orders',
          decision: 'deny',
          since: '2026-11-23T10:00:00+02:00',
          limit: 10,
          cursor: 'abc',
        })
        .expect(200);
      expect(asked()).toEqual({
        owners: ['user:default/bob', 'group:default/data-platform'],
        user: ALICE,
        serverRef: 'api:default/orders',
        tool: 'list_orders',
        decision: 'deny',
        since: '2026-11-23T08:00:00.000Z',
        limit: 10,
        cursor: 'abc',
      });
    });

    it('shows all to auditors only', async () => {
      await as('bob').get('/calls').query({ role: 'all' }).expect(403);
      expect(calls.list).not.toHaveBeenCalled();
      allow('mcp.audit.read');
      await as('carol').get('/calls').query({ role: 'all' }).expect(200);
      expect(asked()).not.toHaveProperty('owners');
      expect(asked()?.user).toBeUndefined();
    });

    it.each([
      { since: 'yesterday' },
      { role: 'everybody' },
      { limit: 0 },
      { limit: 101 },
      { decision: 'maybe' },
      { user: 'a:b:c:d' },
    ])('refuses %j', async query => {
      await as('alice').get('/calls').query(query).expect(400);
    });

    it('shows one to its caller, its owner and auditors; others learn nothing', async () => {
      const path = `/calls/${CALL.id}`;
      await as('alice').get(path).expect(200);
      await as('bob').get(path).expect(200);
      const hidden = await as('dave').get(path).expect(404);
      const unknown = await as('dave').get('/calls/none').expect(404);
      expect(hidden.body.error).toEqual(unknown.body.error);
      allow('mcp.audit.read');
      await as('carol').get(path).expect(200);
    });
  });

  describe('probes', () => {
    it('are for the registry', async () => {
      const { body } = await asService('plugin:mcp-registry')
        .post('/probes')
        .send(CANDIDATE)
        .expect(200);
      expect(body).toEqual({ ok: true, tools: [] });
      expect(probes.probe).toHaveBeenCalledWith(CANDIDATE);
    });

    it('are for nobody else', async () => {
      await request(app).post('/probes').send(CANDIDATE).expect(401);
      await as('carol').post('/probes').send(CANDIDATE).expect(403);
      await asService('plugin:catalog')
        .post('/probes')
        .send(CANDIDATE)
        .expect(403);
      expect(probes.probe).not.toHaveBeenCalled();
    });

    it('take nothing but an HTTP upstream', async () => {
      await asService('plugin:mcp-registry')
        .post('/probes')
        .send({ serverId: 's', upstream: { type: 'stdio', url: 'x' } })
        .expect(400);
    });
  });
});
