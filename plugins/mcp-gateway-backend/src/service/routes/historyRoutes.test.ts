import { TestDatabases } from '@backstage/backend-test-utils';
import { historyRuleSchema } from '../../guards/history/historyRuleSchema';
import { applyDatabaseMigrations } from '../../database/migrate';
import { TestPortal } from '../__testUtils__/TestPortal';

const ALICE = 'user:default/alice';

describe('routes of rules that look at history', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeAll(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    portal = await TestPortal.create(database);
  });

  beforeEach(() => {
    jest.clearAllMocks();
    portal.allow('mcp.policy.read');
  });

  it('D9: a word on a call is the person’s own: nobody else, nothing that acts for them', async () => {
    const { confirmations } = portal;
    const actor = { subject: 'plugin:mcp-actions' };
    const body = { ticket: 't', decision: 'approve' };
    for (const [caller, status] of [
      [portal.asNobody(), 401],
      [portal.asService('plugin:scaffolder'), 403],
      [portal.as('alice', { actor }), 403],
    ] as const) {
      await caller.post('/confirmations').send(body).expect(status);
      await caller.get('/confirmations/asked?ticket=t').expect(status);
      await caller.delete('/confirmations/one').expect(status);
    }
    expect(confirmations.decide).not.toHaveBeenCalled();
    expect(confirmations.read).not.toHaveBeenCalled();
    expect(confirmations.revoke).not.toHaveBeenCalled();
    const rule = { id: 'ask', title: 'Ask' };
    confirmations.decide.mockResolvedValue({ id: 'one', rule, serverRef: 's' });
    const { headers } = await portal
      .as('alice')
      .post('/confirmations')
      .send(body)
      .expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(confirmations.decide).toHaveBeenCalledWith({
      ...body,
      userRef: ALICE,
    });
  });

  it.each([
    { ticket: 't' },
    { ticket: 't', decision: 'maybe' },
    { ticket: '', decision: 'deny' },
    { ticket: 't'.repeat(8_001), decision: 'deny' },
    { ticket: 't', decision: 'deny', userRef: 'user:default/bob' },
  ])('takes no other answers: %j', async body => {
    await portal.as('alice').post('/confirmations').send(body).expect(400);
    expect(portal.confirmations.decide).not.toHaveBeenCalled();
  });

  it('shows rules to those who may read policies', async () => {
    portal.guardRules.push(
      historyRuleSchema.parse({
        ...{ id: 'few', title: 'Few', kind: 'count', calls: 3 },
        ...{ per: 'session', window: { hours: 2 } },
        groups: ['web-team'],
      }),
    );
    const { body } = await portal.as('alice').get('/guard-rules').expect(200);
    expect(body.items).toEqual([
      {
        ...{ id: 'few', title: 'Few', kind: 'count', mode: 'enforce' },
        ...{ calls: 3, per: 'session', windowMinutes: 120 },
        ...{ servers: {}, tools: {}, groups: ['group:default/web-team'] },
      },
    ]);
    portal.allow();
    await portal.as('alice').get('/guard-rules').expect(403);
  });
});
