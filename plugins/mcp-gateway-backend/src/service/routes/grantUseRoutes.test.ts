import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const PATH = '/grant-uses';

describe('/grant-uses', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const knex = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(knex);
    portal = await TestPortal.create(knex);
  });

  it('is for the registry, and nobody else', async () => {
    const answer = { knownSince: '2026-11-01T00:00:00.000Z', items: [] };
    portal.grantUses.read.mockResolvedValue(answer);
    const body = { grantIds: ['g'] };
    await portal.asNobody().post(PATH).send(body).expect(401);
    await portal.as('carol').post(PATH).send(body).expect(403);
    await portal.asService('plugin:catalog').post(PATH).send(body).expect(403);
    const registry = portal.asService('plugin:mcp-registry');
    expect((await registry.post(PATH).send(body).expect(200)).body).toEqual(
      answer,
    );
    await registry.post(PATH).send({ grantIds: [] }).expect(400);
    await registry
      .post(PATH)
      .send({ grantIds: new Array(101).fill('g') })
      .expect(400);
  });
});
