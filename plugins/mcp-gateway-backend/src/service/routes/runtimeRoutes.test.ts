import { TestDatabases } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { hostedServer } from '../../runtimes/__testUtils__/hostedServer';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const LOG = {
  items: [{ at: '2026-11-28T10:00:00.000Z', runtimeId: 'r1', text: 'Ready' }],
  hasEarlier: false,
};

describe('/servers/:id/runtime/log', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
    portal.runtimes.find.mockImplementation(id => {
      if (id !== 's1') throw new NotFoundError('There is no such server');
      const document = hostedServer('files', { identifier: 'files' });
      return { ...document, version: 1, sequence: 1 };
    });
    portal.runtimes.log.mockResolvedValue(LOG);
  });
  beforeEach(() => {
    portal.runtimes.log.mockClear();
    portal.permissions.authorizeConditional.mockImplementation(
      async questions => questions.map(() => ({ result: 'DENY' as never })),
    );
  });

  const log = '/servers/s1/runtime/log';

  it('is for its owner, and for administrators', async () => {
    await portal.as('bob').get(`${log}?search=50%25&limit=20`).expect(200, LOG);
    expect(portal.runtimes.log).toHaveBeenLastCalledWith('s1', {
      ...{ search: '50%', limit: 20 },
    });
    portal.permissions.authorizeConditional.mockImplementation(
      async questions => questions.map(() => ({ result: 'ALLOW' as never })),
    );
    await portal.as('erin').get(log).expect(200, LOG);
  });

  it('is there for nobody else', async () => {
    await portal.as('alice').get(log).expect(404);
    await portal.as('bob').get('/servers/s2/runtime/log').expect(404);
    await portal.asNobody().get(log).expect(401);
    await portal.as('bob').get(`${log}?limit=100000`).expect(400);
    expect(portal.runtimes.log).not.toHaveBeenCalled();
  });
});
