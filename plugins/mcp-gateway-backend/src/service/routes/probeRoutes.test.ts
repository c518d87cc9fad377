import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const CANDIDATE = {
  serverId: 'srv-1',
  upstream: { type: 'streamable-http', url: 'http://localhost:7911/mcp' },
};

describe('probeRoutes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  beforeEach(() => {
    portal.probes.probe.mockReset().mockResolvedValue({ ok: true, tools: [] });
  });

  it('are for the registry', async () => {
    const { body } = await portal
      .asService('plugin:mcp-registry')
      .post('/probes')
      .send(CANDIDATE)
      .expect(200);
    expect(body).toEqual({ ok: true, tools: [] });
    expect(portal.probes.probe).toHaveBeenCalledWith(CANDIDATE);
  });

  it('say with which credential calls would reach the candidate', async () => {
    const credential = { type: 'signed-assertion', header: 'X-Who' };
    await portal
      .asService('plugin:mcp-registry')
      .post('/probes')
      .send({ ...CANDIDATE, credential })
      .expect(200);
    expect(portal.probes.probe).toHaveBeenCalledWith({
      ...CANDIDATE,
      credential,
    });
    const { body } = await portal
      .asService('plugin:mcp-registry')
      .post('/probes')
      .send({ ...CANDIDATE, credential: { ...credential, header: 'Host' } })
      .expect(400);
    expect(body.error.message).toContain('credential.header');
  });

  it('are for nobody else', async () => {
    await portal.asNobody().post('/probes').send(CANDIDATE).expect(401);
    await portal.as('carol').post('/probes').send(CANDIDATE).expect(403);
    await portal
      .asService('plugin:catalog')
      .post('/probes')
      .send(CANDIDATE)
      .expect(403);
    expect(portal.probes.probe).not.toHaveBeenCalled();
  });

  it('take nothing but an HTTP upstream', async () => {
    await portal
      .asService('plugin:mcp-registry')
      .post('/probes')
      .send({ serverId: 's', upstream: { type: 'stdio', url: 'x' } })
      .expect(400);
    expect(portal.probes.probe).not.toHaveBeenCalled();
  });
});
