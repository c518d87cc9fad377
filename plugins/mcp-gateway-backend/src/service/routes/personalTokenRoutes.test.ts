import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const ORDERS = { name: 'Laptop', days: 30, servers: ['API:Default/Orders'] };

describe('personalTokenRoutes', () => {
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
      .post('/personal-tokens')
      .send(ORDERS)
      .expect(201);
    expect(made.headers['cache-control']).toBe('no-store');
    expect(made.body).toMatchObject({
      name: 'Laptop',
      servers: ['api:default/orders'],
      revoked: false,
      token: expect.stringMatching(/^sallyport_pat_[0-9A-Za-z]{49}$/),
    });
    const listed = await portal.as('alice').get('/personal-tokens').expect(200);
    const { token: _, ...shown } = made.body;
    expect(listed.body).toEqual({ items: [shown], enabled: true, maxDays: 90 });

    const path = `/personal-tokens/${made.body.id}`;
    await portal.as('bob').delete(path).expect(404);
    await portal.as('alice').delete(path).expect(204);
    const after = await portal.as('alice').get('/personal-tokens').expect(200);
    expect(after.body.items).toMatchObject([{ revoked: true }]);
  });

  it('says how many of them ended when a person signs out everywhere', async () => {
    await portal.as('carol').post('/personal-tokens').send(ORDERS).expect(201);
    const { body } = await portal
      .as('carol')
      .post('/sign-out-everywhere')
      .expect(200);
    expect(body.revoked).toMatchObject({ personalTokens: 1, tokens: 0 });
  });

  it('D1: makes none for a server that the person may not use, or for all where none is', async () => {
    const ask = async (body: object) =>
      (await portal.as('alice').post('/personal-tokens').send(body)).status;
    const all = { name: 'x', days: 1, allServers: true };
    portal.allow();
    expect(await ask(ORDERS)).toBe(403);
    expect(await ask(all)).toBe(403);
    portal.allow('mcp.server.use');
    expect(await ask(all)).toBe(201);
    const servers = ['api:default/orders', 'api:default/none'];
    expect(await ask({ ...ORDERS, servers })).toBe(404);
  });

  it.each([
    ['nothing', {}],
    ['no server', { name: 'x', days: 1 }],
    ['both', { ...ORDERS, allServers: true }],
    ['a longer life', { ...ORDERS, days: 91 }],
    ['no name', { ...ORDERS, name: '' }],
  ])('refuses %s', async (_what, body) => {
    const { status } = await portal
      .as('alice')
      .post('/personal-tokens')
      .send(body);
    expect(status).toBe(400);
  });

  it('D9: gives none to a plugin that acts for a person', async () => {
    const { status } = await portal
      .as('alice', { actor: { subject: 'plugin:scaffolder' } })
      .post('/personal-tokens')
      .send(ORDERS);
    expect(status).toBe(403);
  });
});
