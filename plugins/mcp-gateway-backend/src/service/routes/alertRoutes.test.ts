import { TestDatabases } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

describe('/alerts', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });
  beforeEach(() => jest.clearAllMocks());

  it('lists what is asked for, and nothing is kept on the way', async () => {
    portal.alerts.list.mockResolvedValue({ items: [] });
    const { headers } = await portal
      .as('bob')
      .get('/alerts?state=pending&severity=high&detector=sweep&limit=5')
      .expect(200, { items: [] });
    expect(headers['cache-control']).toBe('no-store');
    expect(portal.alerts.list).toHaveBeenCalledWith(
      expect.objectContaining({ userEntityRef: 'user:default/bob' }),
      { state: 'pending', severity: 'high', detector: 'sweep', limit: 5 },
    );
  });

  it.each(['state=asleep', 'severity=loud', 'detector=moon', 'limit=1000'])(
    'refuses %s',
    async query => {
      await portal.as('bob').get(`/alerts?${query}`).expect(400);
      expect(portal.alerts.list).not.toHaveBeenCalled();
    },
  );

  it('hands a word on, and refuses what is none', async () => {
    portal.alerts.act.mockResolvedValue({} as never);
    await portal
      .as('bob')
      .post('/alerts/a1/dismiss')
      .send({ reason: 'A test' })
      .expect(200);
    expect(portal.alerts.act).toHaveBeenCalledWith(
      expect.objectContaining({ userEntityRef: 'user:default/bob' }),
      'a1',
      { action: 'dismiss', reason: 'A test' },
    );
    await portal.as('bob').post('/alerts/a1/forget').send({}).expect(400);
    await portal
      .as('bob')
      .post('/alerts/a1/dismiss')
      .send({ reason: 'x'.repeat(1001) })
      .expect(400);
    expect(portal.alerts.act).toHaveBeenCalledTimes(1);
  });

  it('hears of verdicts from the registry alone', async () => {
    const item = {
      ...{ serverRef: 'api:default/orders', check: 'Contents' },
      ...{ outcome: 'fail', at: '2026-11-29T08:00:00.000Z' },
    };
    const registry = portal.asService('plugin:mcp-registry');
    await registry
      .post('/check-verdicts')
      .send({ items: [item] })
      .expect(202);
    expect(portal.alerts.takeVerdicts).toHaveBeenCalledWith([
      { ...item, kind: 'check', at: Date.parse(item.at) },
    ]);
    await registry
      .post('/check-verdicts')
      .send({ items: [{ ...item, outcome: 'moon' }] })
      .expect(400);
    const other = portal.asService('plugin:other');
    await other
      .post('/check-verdicts')
      .send({ items: [item] })
      .expect(403);
    const bob = portal.as('bob');
    await bob
      .post('/check-verdicts')
      .send({ items: [item] })
      .expect(403);
    expect(portal.alerts.takeVerdicts).toHaveBeenCalledTimes(1);
  });

  it('says of what is not theirs that it is not there', async () => {
    portal.alerts.get.mockRejectedValue(new NotFoundError('no such alert'));
    const { status } = await portal.as('alice').get('/alerts/a1');
    expect(status).toBe(404);
  });
});
