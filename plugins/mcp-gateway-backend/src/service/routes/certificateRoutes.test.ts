import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const ASKED = { url: 'https://mcp.example.com/mcp' };

describe('certificateRoutes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  it('are for the registry, and for nobody else', async () => {
    const look = { ok: false, error: 'away', trusted: false, certificates: [] };
    portal.certificates.look.mockResolvedValue(look);
    await portal.asNobody().post('/certificates').send(ASKED).expect(401);
    await portal.as('carol').post('/certificates').send(ASKED).expect(403);
    await portal
      .asService('plugin:catalog')
      .post('/certificates')
      .send(ASKED)
      .expect(403);
    const registry = portal.asService('plugin:mcp-registry');
    await registry.post('/certificates').send({}).expect(400);
    expect(portal.certificates.look).not.toHaveBeenCalled();
    const { body } = await portal
      .asService('plugin:mcp-registry')
      .post('/certificates')
      .send(ASKED)
      .expect(200);
    expect(body).toEqual(look);
    expect(portal.certificates.look).toHaveBeenCalledWith(ASKED.url);
  });
});
