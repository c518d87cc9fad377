import { TestDatabases } from '@backstage/backend-test-utils';
import { applyDatabaseMigrations } from '../../database/migrate';
import type { CallRecord } from '../../evidence/types';
import { TestPortal } from '../__testUtils__/TestPortal';

const ALICE = 'user:default/alice';
const CALL: CallRecord = {
  id: '019aaf00-0000-7000-8000-000000000001',
  at: '2026-11-23T08:00:00.000Z',
  user: ALICE,
  serverRef: 'api:default/orders',
  owner: 'group:default/data-platform',
  method: 'tools/call',
  tool: 'list_orders',
  decision: 'allow',
  reason: 'granted',
  outcome: 'ok',
  requestId: 'req-1',
  trace: [{ layer: 'grant', outcome: 'pass' }],
};

describe('callRoutes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  beforeEach(() => {
    portal.allow();
    portal.calls.list.mockReset().mockResolvedValue({ items: [CALL] });
    portal.calls.get
      .mockReset()
      .mockImplementation(async id => (id === CALL.id ? CALL : undefined));
  });

  const asked = () => portal.calls.list.mock.lastCall?.[0];

  it('shows mine, without the facts that are not of the API', async () => {
    const { body } = await portal.as('alice').get('/calls').expect(200);
    expect(asked()).toMatchObject({ user: ALICE, limit: 50 });
    const { owner: _, ...shown } = CALL;
    expect(body).toEqual({ items: [shown] });
  });

  it("does not show somebody else's as mine", async () => {
    const { body } = await portal
      .as('carol')
      .get('/calls')
      .query({ user: 'alice' })
      .expect(200);
    expect(body).toEqual({ items: [] });
    expect(portal.calls.list).not.toHaveBeenCalled();
  });

  it('shows those on servers that I own, with filters', async () => {
    await portal
      .as('bob')
      .get('/calls')
      .query({
        role: 'owned',
        user: 'user:default/Alice',
        serverRef: 'orders',
        tool: 'list_orders',
        decision: 'deny',
        since: '2026-11-23T10:00:00+02:00',
        limit: 10,
        cursor: 'abc',
      })
      .expect(200);
    expect(asked()).toEqual({
      owners: ['user:default/bob', 'group:default/data-platform'],
      user: ALICE,
      serverRef: 'api:default/orders',
      tool: 'list_orders',
      decision: 'deny',
      since: '2026-11-23T08:00:00.000Z',
      limit: 10,
      cursor: 'abc',
    });
  });

  it('shows all to auditors only', async () => {
    await portal.as('bob').get('/calls').query({ role: 'all' }).expect(403);
    expect(portal.calls.list).not.toHaveBeenCalled();
    portal.allow('mcp.audit.read');
    await portal.as('carol').get('/calls').query({ role: 'all' }).expect(200);
    expect(asked()).not.toHaveProperty('owners');
    expect(asked()?.user).toBeUndefined();
  });

  it.each([
    { since: 'yesterday' },
    { role: 'everybody' },
    { limit: 0 },
    { limit: 101 },
    { decision: 'maybe' },
    { user: 'a:b:c:d' },
  ])('refuses %j', async query => {
    const { status } = await portal.as('alice').get('/calls').query(query);
    expect(status).toBe(400);
    expect(portal.calls.list).not.toHaveBeenCalled();
  });

  it('shows one to its caller, its owner and auditors; others learn nothing', async () => {
    const path = `/calls/${CALL.id}`;
    await portal.as('alice').get(path).expect(200);
    await portal.as('bob').get(path).expect(200);
    const hidden = await portal.as('dave').get(path).expect(404);
    const unknown = await portal.as('dave').get('/calls/none').expect(404);
    expect(hidden.body.error).toEqual(unknown.body.error);
    portal.allow('mcp.audit.read');
    await portal.as('carol').get(path).expect(200);
  });
});
