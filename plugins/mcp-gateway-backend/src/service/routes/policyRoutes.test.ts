import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { systemClock } from '../../access/Clock';
import { activeServer } from '../../__testUtils__/documents';
import { applyDatabaseMigrations } from '../../database/migrate';
import type { CallRecord } from '../../evidence/types';
import { CompanyPolicies } from '../../pipeline/policies/CompanyPolicies';
import { createPolicyDesk } from '../../policies/createPolicyDesk';
import { PolicyStore } from '../../policies/PolicyStore';
import { TestPortal } from '../__testUtils__/TestPortal';

const WRITER = ['mcp.policy.read', 'mcp.policy.write', 'mcp.audit.read'];
const ALL = [...WRITER, 'mcp.policy.approve'];
const FORBID =
  '@id("no-wipe") forbid(principal, action, resource == Tool::"wipe");';
const DRAFT = {
  mode: 'enforce',
  text: FORBID,
  cases: [{ title: 'nobody wipes', tool: 'wipe', expect: 'deny' }],
  comment: 'wiping is for people at the console',
  baseVersion: 0,
};

const call = (id: number, given: Partial<CallRecord>): CallRecord => ({
  id: `019aaf00-0000-7000-8000-00000000000${id}`,
  at: '2026-11-23T08:00:00.000Z',
  user: 'user:default/alice',
  serverRef: 'api:default/orders',
  method: 'tools/call',
  tool: 'echo',
  decision: 'allow',
  reason: 'granted',
  outcome: 'ok',
  requestId: 'req',
  trace: [],
  ...given,
});

jest.setTimeout(60_000);

describe('policyRoutes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let portal: TestPortal;

  beforeEach(async () => {
    const database = await databases.init('SQLITE_3');
    await applyDatabaseMigrations(database);
    const store = PolicyStore.create({ database });
    const groups = ['group:default/data-platform', 'user:default/erin'];
    const settings = {
      reloadMs: 60_000,
      portal: { editorGroups: groups, approverGroups: groups },
    };
    const company = await CompanyPolicies.create({
      settings,
      written: store,
      logger: mockServices.logger.mock(),
    });
    portal = await TestPortal.create(database, given =>
      createPolicyDesk({
        ...given,
        ...{ store, company, clock: systemClock },
        portal: settings.portal,
        directory: {
          get: ref =>
            ref === 'api:default/orders'
              ? {
                  ...activeServer('orders', 'http://orders.example/mcp'),
                  version: 1,
                  sequence: 1,
                }
              : undefined,
        },
        membership: {
          resolve: async userEntityRef =>
            userEntityRef === 'user:default/gone'
              ? undefined
              : { userEntityRef, ownershipEntityRefs: [userEntityRef] },
        },
      }),
    );
    portal.allow(...ALL);
  });

  const save = (given: object = {}, person = 'bob') =>
    portal
      .as(person)
      .put('/policies/wiping')
      .send({ ...DRAFT, ...given });
  const list = async () =>
    (await portal.as('bob').get('/policies').expect(200)).body;

  it('saves, lists and remembers', async () => {
    const { body } = await save().expect(200);
    expect(body).toEqual({ outcome: 'saved' });
    expect(await list()).toMatchObject({
      isOpen: true,
      may: { read: true, write: true, approve: true, replay: true },
      inForce: { coverage: 'forbids' },
      items: [
        {
          name: 'wiping',
          origin: 'portal',
          mode: 'enforce',
          version: 1,
          author: 'user:default/bob',
          isInForce: true,
        },
      ],
    });
    const history = await portal.as('bob').get('/policies/wiping/versions');
    expect(history.body).toMatchObject({
      hasMore: false,
      items: [{ version: 1, text: FORBID, comment: DRAFT.comment }],
    });
  });

  it('shows what is wrong by line, and what cases say, without saving', async () => {
    const check = async (text: string, cases: object[] = []) =>
      (
        await portal
          .as('bob')
          .post('/policy-check')
          .send({ name: 'wiping', text, cases })
          .expect(200)
      ).body;
    expect(await check(`${FORBID}\n\nforbid(principal`)).toMatchObject({
      isGood: false,
      mistakes: [{ line: 3 }],
    });
    expect(
      await check(FORBID, [{ ...DRAFT.cases[0], expect: 'allow' }]),
    ).toMatchObject({
      isGood: false,
      cases: [{ title: 'nobody wipes', expected: 'allow', got: 'deny' }],
    });
    expect(await check(FORBID, DRAFT.cases)).toMatchObject({ isGood: true });
    expect((await list()).items).toEqual([]);
  });

  it('lets nobody write who is in no group, whatever the permission framework says', async () => {
    await save({}, 'alice').expect(403);
    portal.allow('mcp.policy.read');
    await save().expect(403);
    expect((await list()).items).toEqual([]);
  });

  it('leaves enforce by a second person, who is never the first and never an agent', async () => {
    await save().expect(200);
    const { body } = await portal
      .as('bob')
      .post('/policies/wiping/removal')
      .send({ comment: 'not needed any more', baseVersion: 1 })
      .expect(202);
    expect(body).toEqual({ outcome: 'proposed' });
    const [{ proposal, version }] = (await list()).items;
    expect(version).toBe(1);
    const confirm = (
      person: string,
      options?: { actor: { subject: string } },
    ) =>
      portal
        .as(person, options)
        .post('/policies/wiping/confirmation')
        .send({ digest: proposal.digest });
    await confirm('bob').expect(400);
    await confirm('alice').expect(403);
    await confirm('erin', { actor: { subject: 'plugin:scaffolder' } }).expect(
      403,
    );
    await portal
      .asService('plugin:mcp-registry')
      .post('/policies/wiping/confirmation')
      .send({ digest: proposal.digest })
      .expect(403);
    portal.allow(...WRITER);
    await confirm('erin').expect(403);
    portal.allow(...ALL);
    expect((await list()).items).toHaveLength(1);
    await confirm('erin').expect(204);
    expect((await list()).items).toEqual([]);
    const { body: history } = await portal
      .as('bob')
      .get('/policies/wiping/versions');
    expect(history.items).toMatchObject([
      { mode: 'removed', confirmedBy: 'user:default/erin' },
      { mode: 'enforce' },
    ]);
  });

  it('refuses to be written to by what acts for a person', async () => {
    const actor = { subject: 'plugin:scaffolder' };
    const { status } = await portal
      .as('bob', { actor })
      .put('/policies/wiping')
      .send(DRAFT);
    expect(status).toBe(403);
    expect((await list()).items).toEqual([]);
  });

  it('replays a change over recorded calls, and says what it cannot know', async () => {
    portal.calls.list.mockResolvedValue({
      items: [
        call(1, { tool: 'wipe' }),
        call(2, { tool: 'wipe' }),
        call(3, { tool: 'note' }),
        call(4, { tool: 'echo' }),
        call(5, { tool: 'wipe', user: 'user:default/gone' }),
        call(6, { tool: 'wipe', serverRef: 'api:default/gone' }),
        call(7, { tool: undefined, method: 'prompts/get' }),
        call(8, { tool: undefined, method: 'tools/list' }),
        // Refused before policies were asked.
        call(9, { tool: 'wipe', decision: 'deny', reason: 'grant.missing' }),
      ],
      nextCursor: 'next',
    });
    const replay = async (text: string, mode = 'enforce') =>
      (
        await portal
          .as('bob')
          .post('/policy-replay')
          .send({ name: 'wiping', mode, text, days: 7 })
          .expect(200)
      ).body;
    const who = { user: 'user:default/alice', serverRef: 'api:default/orders' };
    const first = await replay(
      `${FORBID}\nforbid(principal, action, resource == Tool::"note") when { context.arg_env == "prod" };`,
    );
    expect(first).toMatchObject({ calls: 9, nextCursor: 'next' });
    expect(first.changes).toEqual([
      { kind: 'newly-denied', ...who, tool: 'wipe', calls: 2 },
      { kind: 'unknown', why: 'arguments', ...who, tool: 'note', calls: 1 },
      {
        kind: 'unknown',
        why: 'person',
        ...who,
        user: 'user:default/gone',
        tool: 'wipe',
        calls: 1,
      },
      {
        kind: 'unknown',
        why: 'server',
        ...who,
        serverRef: 'api:default/gone',
        tool: 'wipe',
        calls: 1,
      },
      { kind: 'unknown', why: 'name', ...who, calls: 1 },
    ]);
    await save().expect(200);
    const [change] = (await replay('', 'removed')).changes;
    expect(change).toEqual({
      kind: 'newly-allowed',
      ...who,
      tool: 'wipe',
      calls: 2,
    });
    expect((await replay(FORBID)).changes).toEqual(
      expect.not.arrayContaining([
        expect.objectContaining({ kind: 'newly-denied' }),
      ]),
    );
    portal.allow('mcp.policy.read', 'mcp.policy.write');
    await portal
      .as('bob')
      .post('/policy-replay')
      .send({ name: 'wiping', mode: 'enforce', text: FORBID, days: 7 })
      .expect(403);
  });
});
