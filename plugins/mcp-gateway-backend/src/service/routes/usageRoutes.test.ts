import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { UsageDesk } from '../../usage/UsageDesk';
import { TestPortal } from '../__testUtils__/TestPortal';

const USAGE = {
  ...{ since: 's', until: 'u', grain: 'day', totals: {}, trend: [], heat: [] },
  ...{ servers: [], tools: [], refusals: [], people: [], teams: [] },
  clients: [],
};

describe('usageRoutes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;
  const read = jest.fn();

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
    const desk = UsageDesk.create({
      reader: { read } as never,
      budgets: {
        list: async () => ({
          items: ['group:default/data-platform', 'group:default/web'].map(
            team => ({
              ...{ team, unit: 'calls' as const, perMonth: 1, used: 0 },
              ...{ warnAtPercent: 80, stops: true, month: '2026-11' },
            }),
          ),
        }),
      },
      permissions: portal.permissions,
      userInfo: {
        getUserInfo: async ({ principal }) => {
          const { userEntityRef } = principal as { userEntityRef: string };
          return {
            userEntityRef,
            ownershipEntityRefs: [
              userEntityRef,
              ...(userEntityRef.endsWith('bob')
                ? ['group:default/data-platform']
                : []),
            ],
          };
        },
      },
      now: () => Date.parse('2026-11-23T10:20:00Z'),
    });
    portal.usage.read.mockImplementation((...args) =>
      desk.read(...(args as Parameters<typeof desk.read>)),
    );
    portal.usage.budgets.mockImplementation((...args) =>
      desk.budgets(...(args as Parameters<typeof desk.budgets>)),
    );
  });

  beforeEach(() => {
    portal.allow();
    read.mockReset().mockResolvedValue(USAGE);
  });

  it('shows mine: the last thirty days, in whole hours', async () => {
    const { body } = await portal.as('alice').get('/usage').expect(200);
    expect(body).toEqual(USAGE);
    expect(read.mock.lastCall?.[0]).toMatchObject({
      person: 'user:default/alice',
      since: '2026-10-24T10:00:00Z',
      until: '2026-11-23T11:00:00Z',
    });
  });

  it("does not show somebody else's as mine", async () => {
    await portal
      .as('carol')
      .get('/usage')
      .query({ person: 'alice' })
      .expect(403);
    expect(read).not.toHaveBeenCalled();
  });

  it('shows that of servers that I own, of whoever used them', async () => {
    await portal
      .as('bob')
      .get('/usage')
      .query({
        role: 'owned',
        person: 'Alice',
        team: 'web',
        serverRef: 'orders',
      })
      .expect(200);
    expect(read.mock.lastCall?.[0]).toMatchObject({
      owners: ['user:default/bob', 'group:default/data-platform'],
      person: 'user:default/alice',
      team: 'group:default/web',
      serverRef: 'api:default/orders',
    });
  });

  it("shows everybody's with the permission for it only", async () => {
    await portal.as('bob').get('/usage').query({ role: 'all' }).expect(403);
    portal.allow('mcp.audit.read');
    await portal.as('bob').get('/usage').query({ role: 'all' }).expect(403);
    expect(read).not.toHaveBeenCalled();
    portal.allow('mcp.usage.read');
    await portal.as('erin').get('/usage').query({ role: 'all' }).expect(200);
    expect(read.mock.lastCall?.[0]).not.toHaveProperty('owners');
  });

  it.each([
    { since: 'yesterday' },
    { role: 'everybody' },
    { since: '2026-11-24T00:00:00Z' },
    { since: '2020-01-01T00:00:00Z' },
    { person: 'a:b:c:d' },
  ])('refuses %j', async query => {
    await portal.as('alice').get('/usage').query(query).expect(400);
    expect(read).not.toHaveBeenCalled();
  });

  it("shows the budgets of one's own teams, or all", async () => {
    const teams = async (person: string) =>
      (
        await portal.as(person).get('/usage/budgets').expect(200)
      ).body.items.map(({ team }: { team: string }) => team);
    expect(await teams('bob')).toEqual(['group:default/data-platform']);
    expect(await teams('alice')).toEqual([]);
    portal.allow('mcp.usage.read');
    expect(await teams('erin')).toHaveLength(2);
  });

  it('refuses who is nobody', async () => {
    expect((await portal.asNobody().get('/usage')).status).toBe(401);
  });
});
