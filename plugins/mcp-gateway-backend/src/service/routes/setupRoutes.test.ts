import { TestDatabases } from '@backstage/backend-test-utils';
import { toSetupCheck } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const RUN = { state: 'running', startedAt: 'now', done: 0, total: 2 };

describe('/setup-checks', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
    portal.setup.list.mockResolvedValue({
      items: [toSetupCheck('gateway-permissions.on')],
    });
    portal.setup.checkServers.mockResolvedValue(RUN);
  });

  it('tells those who administer all servers, and begins a check of servers for them', async () => {
    portal.permissions.authorizeConditional.mockImplementation(async () => [
      { result: 'ALLOW' as never },
    ]);
    const { body } = await portal.as('erin').get('/setup-checks').expect(200);
    expect(body.items).toEqual([
      {
        finding: 'gateway-permissions.on',
        status: 'ok',
        threat: 'P1',
        text: expect.any(String),
      },
    ]);
    const begun = await portal.as('erin').post('/setup-checks/servers');
    expect([begun.status, begun.body]).toEqual([202, RUN]);
    await portal.asService('external:doctor').get('/setup-checks').expect(200);
  });

  it('tells nobody else, and dials nothing for them', async () => {
    portal.setup.checkServers.mockClear();
    portal.permissions.authorizeConditional.mockImplementation(async () => [
      { result: 'DENY' as never },
    ]);
    for (const [caller, status] of [
      [portal.as('alice'), 403],
      [portal.asService('plugin:scaffolder'), 403],
      [portal.asNobody(), 401],
    ] as const) {
      expect((await caller.get('/setup-checks')).status).toBe(status);
      expect((await caller.post('/setup-checks/servers')).status).toBe(status);
    }
    expect(portal.setup.checkServers).not.toHaveBeenCalled();
  });
});
