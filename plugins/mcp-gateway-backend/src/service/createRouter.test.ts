import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../database/migrate';
import {
  DEFAULT_LIMITS,
  PUBLIC_URL,
  TestPortal,
} from './__testUtils__/TestPortal';

describe('createRouter', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  it.each([
    ['get', '/info'],
    ['get', '/tokens'],
    ['delete', '/tokens/some-id'],
    ['get', '/calls'],
    ['get', '/calls/some-id'],
  ] as const)('lets only people %s %s', async (method, path) => {
    const nobody = await portal.asNobody()[method](path);
    expect(nobody.status).toBe(401);
    const service = await portal.asService('plugin:mcp-registry')[method](path);
    expect(service.status).toBe(403);
  });

  it('tells where the gateway is, what it limits by default and how far it has followed', async () => {
    const { body } = await portal.as('alice').get('/info').expect(200);
    expect(body).toEqual({
      publicUrl: PUBLIC_URL,
      defaultLimits: DEFAULT_LIMITS,
      recording: expect.objectContaining({ default: 'none' }),
      feed: {
        sequence: 42,
        state: 'current',
      },
    });
  });
});
