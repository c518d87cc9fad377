import { TestDatabases } from '@backstage/backend-test-utils';
import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { NotFoundError } from '@backstage/errors';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const FLEET: GatewaySchemas['Fleet'] = {
  ...{ items: [], totalItems: 0, isCut: false, replicas: [], drivers: [] },
  totals: { runtimes: 0, memoryBytes: 0, cores: 0, pids: 0 },
  ...{ down: [], mayAdminister: false },
};

describe('/runtimes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });
  beforeEach(() => {
    jest.clearAllMocks();
    portal.fleet.list.mockResolvedValue(FLEET);
  });

  it('shows the fleet to those with the permission, as far as theirs go', async () => {
    portal.allow('mcp.runtime.read');
    const query =
      '?search=files&sort=memory&order=ascending&limit=20&offset=40';
    const { headers } = await portal
      .as('erin')
      .get(`/runtimes${query}`)
      .expect(200, FLEET);
    expect(headers['cache-control']).toBe('no-store');
    expect(portal.fleet.list).toHaveBeenLastCalledWith(
      {
        ...{ search: 'files', sort: 'memory', order: 'ascending' },
        ...{ limit: 20, offset: 40 },
      },
      { seePeople: false, administer: false },
    );
    portal.allow(
      ...['mcp.runtime.read', 'mcp.runtime.administer', 'mcp.audit.read'],
    );
    await portal.as('carol').get('/runtimes').expect(200);
    expect(portal.fleet.list).toHaveBeenLastCalledWith(expect.anything(), {
      seePeople: true,
      administer: true,
    });
  });

  it.each(['state=asleep', 'sort=name', 'limit=0', 'limit=9999', 'offset=-1'])(
    'refuses %s',
    async query => {
      portal.allow('mcp.runtime.read');
      await portal.as('erin').get(`/runtimes?${query}`).expect(400);
      expect(portal.fleet.list).not.toHaveBeenCalled();
    },
  );

  it('restarts and ends one for those who may', async () => {
    portal.allow('mcp.runtime.administer');
    await portal.as('erin').post('/runtimes/r1/restart').expect(202);
    await portal.as('erin').post('/runtimes/r2/stop').expect(202);
    expect(portal.fleet.ask.mock.calls).toEqual([
      ['r1', 'restart', 'user:default/erin'],
      ['r2', 'stop', 'user:default/erin'],
    ]);
    portal.fleet.ask.mockRejectedValueOnce(
      new NotFoundError('no such runtime'),
    );
    await portal.as('erin').post('/runtimes/r3/stop').expect(404);
  });

  it('is for nobody else, and reading is not restarting', async () => {
    portal.allow('mcp.runtime.read');
    await portal.as('carol').post('/runtimes/r1/stop').expect(403);
    portal.allow('mcp.runtime.administer');
    await portal.as('erin').get('/runtimes').expect(403);
    portal.allow('mcp.server.use', 'mcp.audit.read');
    await portal.as('alice').get('/runtimes').expect(403);
    await portal.as('alice').post('/runtimes/r1/restart').expect(403);
    await portal.asNobody().get('/runtimes').expect(401);
    portal.allow('mcp.runtime.read', 'mcp.runtime.administer');
    await portal.asService('plugin:scaffolder').get('/runtimes').expect(403);
    const agent = { actor: { subject: 'plugin:mcp-actions' } };
    await portal.as('erin', agent).post('/runtimes/r1/stop').expect(403);
    expect(portal.fleet.ask).not.toHaveBeenCalled();
    expect(portal.fleet.list).not.toHaveBeenCalled();
  });
});
