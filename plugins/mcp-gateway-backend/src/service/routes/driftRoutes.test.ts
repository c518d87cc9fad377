import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const PATH = '/drift';

describe('/drift', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const knex = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(knex);
    portal = await TestPortal.create(knex);
  });

  it('is for the registry, and nobody else', async () => {
    const page = { items: [] };
    portal.drift.list.mockResolvedValue(page);
    await portal.asNobody().get(PATH).expect(401);
    await portal.as('carol').get(PATH).expect(403);
    await portal.asService('plugin:catalog').get(PATH).expect(403);
    const { body } = await portal.asService('plugin:mcp-registry').get(PATH);
    expect(body).toEqual(page);
  });
});
