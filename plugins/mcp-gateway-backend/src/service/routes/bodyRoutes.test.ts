import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import type { CallRecord } from '../../evidence/types';
import { TestPortal } from '../__testUtils__/TestPortal';

const CALL: CallRecord = {
  id: '019aaf00-0000-7000-8000-000000000001',
  at: '2026-11-23T08:00:00.000Z',
  user: 'user:default/alice',
  serverRef: 'api:default/orders',
  owner: 'group:default/data-platform',
  method: 'tools/call',
  tool: 'list_orders',
  decision: 'allow',
  reason: 'granted',
  outcome: 'ok',
  recording: 'redacted',
  requestId: 'req-1',
  trace: [{ layer: 'grant', outcome: 'pass' }],
};
const STATUS = {
  policy: 'redacted',
  state: 'kept',
  retentionDays: 30,
  mayRead: true,
  reads: [],
};
const BODY = {
  callId: CALL.id,
  text: '{}',
  hexKey: 'a'.repeat(64),
  proof: 'matches',
};

describe('bodyRoutes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  beforeEach(() => {
    jest.clearAllMocks();
    portal.allow();
    portal.calls.get.mockImplementation(async id =>
      id === CALL.id ? CALL : undefined,
    );
    portal.bodies.status.mockResolvedValue(STATUS);
    portal.bodies.read.mockResolvedValue(BODY);
  });

  const path = `/calls/${CALL.id}/body`;

  it('A3: tells of them to those who may see the call, and to nobody else', async () => {
    for (const person of ['alice', 'bob']) {
      const { body } = await portal.as(person).get(path).expect(200);
      expect(body).toEqual(STATUS);
    }
    await portal.as('carol').get(path).expect(404);
    await portal.as('carol').post(`${path}/reads`).expect(404);
    await portal.asNobody().post(`${path}/reads`).expect(401);
    expect(portal.bodies.read).not.toHaveBeenCalled();
  });

  it('hands them out to people themselves, with an event of the portal, and never keeps a copy', async () => {
    const { body, headers } = await portal
      .as('bob')
      .post(`${path}/reads`)
      .expect(200);
    expect(body).toEqual(BODY);
    expect(headers['cache-control']).toBe('no-store');
    expect(portal.auditEvent.success).toHaveBeenCalledTimes(1);
    await portal
      .as('bob', { actor: { subject: 'plugin:scaffolder' } })
      .post(`${path}/reads`)
      .expect(403);
    await portal.asService('plugin:other').post(`${path}/reads`).expect(403);
    expect(portal.bodies.read).toHaveBeenCalledTimes(1);
  });

  it('has a refusal in the events of the portal, too', async () => {
    portal.bodies.read.mockRejectedValue(new Error('no'));
    await portal.as('bob').post(`${path}/reads`).expect(500);
    expect(portal.auditEvent.fail).toHaveBeenCalledTimes(1);
  });

  it('are in no list, and say in a call only that they are kept', async () => {
    portal.calls.list.mockResolvedValue({ items: [CALL] });
    const { body } = await portal.as('alice').get('/calls').expect(200);
    expect(body.items[0]).toMatchObject({ recording: 'redacted' });
    expect(portal.bodies.read).not.toHaveBeenCalled();
  });

  it('D2: a call to a server that one may not know of does not say what is kept there', async () => {
    portal.calls.get.mockImplementation(async () => ({
      ...CALL,
      trace: [{ layer: 'visibility' as const, outcome: 'deny' as const }],
    }));
    const { body } = await portal.as('alice').get(`/calls/${CALL.id}`);
    expect(body).not.toHaveProperty('recording');
  });

  it('tells what the company allows', async () => {
    const { body } = await portal.as('alice').get('/info').expect(200);
    expect(body.recording).toEqual({
      ...{ default: 'none', maximum: 'full', fullUpTo: 'internal' },
      retentionDays: 30,
    });
  });
});
