import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpServerConditions } from '@sallyport/backstage-plugin-mcp-registry-node';
import { applyDatabaseMigrations } from '../../database/migrate';
import { PUBLIC_URL, TestPortal } from '../__testUtils__/TestPortal';

const ENDPOINT = `${PUBLIC_URL}/servers/default/orders/mcp`;
const ALICE = 'user:default/alice';

describe('tokenRoutes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  beforeEach(() => portal.allow('mcp.server.use'));

  it('makes one, shows it once, lists it without its value and revokes it', async () => {
    const made = await portal
      .as('alice')
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

    const listed = await portal.as('alice').get('/tokens').expect(200);
    expect(listed.headers['cache-control']).toBe('no-store');
    const { token: _, ...shown } = made.body;
    expect(listed.body.items).toEqual([shown]);

    await portal.as('bob').delete(`/tokens/${made.body.id}`).expect(404);
    await portal.as('alice').delete(`/tokens/${made.body.id}`).expect(204);
    const after = await portal.as('alice').get('/tokens').expect(200);
    expect(after.body.items).toMatchObject([{ revoked: true }]);
  });

  it('makes one for the endpoint for all servers', async () => {
    const made = await portal
      .as('alice')
      .post('/tokens')
      .send({ allServers: true })
      .expect(201);
    expect(made.body).toMatchObject({
      serverRef: '*',
      endpoint: `${PUBLIC_URL}/mcp`,
    });
    await portal.as('alice').delete(`/tokens/${made.body.id}`).expect(204);
  });

  it.each([{}, { serverRef: 'api:default/orders', allServers: true }])(
    'wants to know for what: %j',
    async body => {
      const response = await portal.as('alice').post('/tokens').send(body);
      expect(response.status).toBe(400);
    },
  );

  it('makes one for all servers where the policy lets use some: which, is decided on every call', async () => {
    portal.permissions.authorizeConditional.mockImplementation(async asked =>
      asked.map(() => ({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'mcp-registry',
        resourceType: 'mcp-server',
        conditions: mcpServerConditions.hasRiskTier({ tiers: ['low'] }),
      })),
    );
    const { status } = await portal
      .as('alice')
      .post('/tokens')
      .send({ allServers: true });
    expect(status).toBe(201);
  });

  it('makes none for all servers where the policy lets use none', async () => {
    portal.allow();
    const response = await portal
      .as('alice')
      .post('/tokens')
      .send({ allServers: true });
    expect(response.status).toBe(403);
  });

  it('asks for the permission on that server, as the caller', async () => {
    portal.allow();
    await portal
      .as('alice')
      .post('/tokens')
      .send({ serverRef: 'api:default/orders' })
      .expect(403);
    expect(portal.permissions.authorize).toHaveBeenCalledWith(
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
    const read = jest.spyOn(portal.catalog, 'getEntityByRef');
    const refs = [
      'api:default/petstore',
      'api:default/none',
      'component:orders',
    ];
    for (const serverRef of refs) {
      const { body } = await portal
        .as('alice')
        .post('/tokens')
        .send({ serverRef })
        .expect(404);
      expect(body.error.message).toMatch(/^No MCP server \S+ in the catalog$/);
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
    const { status } = await portal.as('alice').post('/tokens').send(body);
    expect(status).toBe(400);
  });

  it('gives none to services', async () => {
    const { status } = await portal
      .asService('plugin:scaffolder')
      .post('/tokens')
      .send({ serverRef: 'api:default/orders' });
    expect(status).toBe(403);
  });

  it('gives none to a plugin that acts for a person', async () => {
    const { body } = await portal
      .as('alice', { actor: { subject: 'plugin:scaffolder' } })
      .post('/tokens')
      .send({ serverRef: 'api:default/orders' })
      .expect(403);
    expect(body.error.message).toContain('plugin:scaffolder');
  });
});
