import { TestDatabases } from '@backstage/backend-test-utils';
import {
  type ApprovalCondition,
  decide,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { ApprovalPolicyInput } from '@sallyport/backstage-plugin-mcp-registry-common';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS, person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const READING: ApprovalCondition = { kind: 'reading-tools' };
const FINANCE: ApprovalCondition = {
  kind: 'people',
  refs: ['group:default/finance'],
};
const MARCH: ApprovalCondition = {
  kind: 'until',
  at: '2027-03-01T00:00:00.000Z',
};
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol, chris] = [
  'alice',
  'bob',
  'bill',
  'carol',
  'chris',
].map(name => person(name));
const USERS = Object.entries(GROUPS).map(([name, groups]) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: {},
  relations: groups.map(targetRef => ({ type: 'memberOf', targetRef })),
}));
/** Widening takes two of the review team; a version that is only narrower approves itself, for a month. */
const POLICY: ApprovalPolicyInput = {
  id: 'company',
  mode: 'enforce',
  rules: [
    {
      id: 'wider',
      when: { changes: ['widened'] },
      anyOf: [{ id: 'two', by: [{ who: 'reviewers', count: 2 }] }],
    },
    {
      id: 'routine',
      insteadOfReview: true,
      when: { onlyChanges: ['risk-raised', 'narrowed'] },
      anyOf: [{ id: 'itself', by: [{ who: 'rule' }], under: { days: 30 } }],
    },
  ],
};

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'approvals under conditions, on %s',
  databaseId => {
    let registry: TestRegistry;

    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [serverEntity(), ...USERS],
        approvalPolicies: [POLICY],
      });
      await registry.sync.run();
    });

    const submit = async () =>
      (await registry.submissions.submit(bob, { serverRef: REF })).digest;
    const approve = async (
      by: typeof bob,
      digest: string,
      conditions?: ApprovalCondition[],
    ) =>
      (
        await registry.revisionDecisions.decide(by, {
          digest,
          decision: { decision: 'approve', conditions },
        })
      ).revision;
    const document = async () =>
      (await registry.accessDocuments.document(REF)).document;
    const held = async () => (await document()).approvedRevision?.conditions;
    const page = async () => await registry.servers.get(carol, REF);
    const call = async (tool: string, groups: string[]) =>
      decide({
        document: {
          ...(await document()),
          grants: [
            {
              id: 'g',
              subject: 'user:default/dave',
              tools: { kind: 'all' },
              expiresAt: '2030-01-01T00:00:00.000Z',
            },
          ],
        },
        principal: {
          userEntityRef: 'user:default/dave',
          ownershipEntityRefs: ['user:default/dave', ...groups],
        },
        action: { kind: 'tool', method: 'tools/call', tool },
        feed: 'current',
        now: registry.state.now.getTime(),
      }).reason;
    /** Approved under conditions by the one of the review team that a first version takes. */
    const approved = async (...conditions: ApprovalCondition[]) => {
      const digest = await submit();
      expect((await approve(carol, digest, conditions)).state).toBe('approved');
      return digest;
    };

    it('keeps them with the review, in the record, on the page and in what gateways decide by', async () => {
      const digest = await approved(READING, FINANCE);
      const { approvedRevision, conditions, conditionLifts } = await page();
      expect(approvedRevision?.reviews).toMatchObject([
        { by: 'user:default/carol', conditions: [READING, FINANCE] },
      ]);
      expect(approvedRevision?.history.at(-1)).toMatchObject({
        event: 'approved',
        details: { conditions: [READING, FINANCE] },
      });
      expect(conditions).toMatchObject([
        { setBy: 'user:default/carol', source: 'review' },
        { setBy: 'user:default/carol', source: 'review' },
      ]);
      expect(conditionLifts).toBeUndefined();
      expect(await document()).toMatchObject({
        version: 2,
        approvedRevision: { digest },
      });
      expect(await held()).toEqual(expect.arrayContaining([READING, FINANCE]));
      const finance = ['group:default/finance'];
      expect(await call('echo', finance)).toBe('granted');
      expect(await call('add', finance)).toBe('condition.tool');
      expect(await call('echo', [])).toBe('condition.people');
    });

    it('is a document as before where there are none', async () => {
      await approved();
      expect((await document()).version).toBe(1);
      expect(await held()).toBeUndefined();
    });

    it.each<[string, object]>([
      ['a tool that is not there', { kind: 'named-tools', names: ['gone'] }],
      ['a day that is over', { kind: 'until', at: '2020-01-01T00:00:00.000Z' }],
      ['nobody', { kind: 'people', refs: [] }],
      ['what nobody knows', { kind: 'weekdays' }],
    ])('takes no condition about %s', async (_what, condition) => {
      const digest = await submit();
      await expect(
        approve(carol, digest, [condition as ApprovalCondition]),
      ).rejects.toMatchObject({ code: 'condition.invalid' });
      expect(await held()).toBeUndefined();
    });

    it('lets one person narrow, of either side and nobody else, and only with people in the portal', async () => {
      await approved(READING);
      const narrow = async (by: typeof bob) =>
        await registry.conditions.narrow(by, {
          ...{ serverRef: REF, conditions: [FINANCE], reason: 'Less will do' },
        });
      await expect(narrow(alice)).rejects.toMatchObject({
        code: 'server.not-owner',
      });
      await expect(
        narrow(person('bob', { actor: 'plugin:scaffolder' })),
      ).rejects.toMatchObject({ code: 'condition.portal-only' });
      expect((await narrow(bob)).conditions).toHaveLength(2);
      // Once more is not twice.
      expect((await narrow(carol)).conditions).toHaveLength(2);
    });

    it('lifts one by the approval policy for what is wider, never by who asked, all or nothing', async () => {
      await approved(READING, FINANCE);
      const { conditions = [] } = await page();
      const tools = conditions.find(one => one.condition.kind !== 'people');
      const lift = await registry.lifts.ask(carol, {
        ...{ serverRef: REF, lifts: [tools!.id], reason: 'All are needed' },
        instead: [{ kind: 'named-tools', names: ['echo', 'add'] }],
      });
      const say = async (by: typeof bob, decision: 'approve' | 'deny') =>
        await registry.lifts.decide(by, {
          id: lift.id,
          decision: { decision, reason: 'because' },
        });
      expect((await page()).conditionLifts).toMatchObject([{ id: lift.id }]);
      await expect(say(carol, 'approve')).rejects.toMatchObject({
        code: 'revision.own',
      });
      await expect(say(bill, 'approve')).rejects.toMatchObject({
        code: 'revision.not-asked',
      });
      // Two are asked, and one of the two has asked for it herself.
      expect((await say(chris, 'approve')).state).toBe('open');
      expect(await call('add', ['group:default/finance'])).toBe(
        'condition.tool',
      );
      await expect(say(chris, 'approve')).rejects.toMatchObject({
        code: 'revision.consent-given',
      });
      expect((await say(chris, 'deny')).state).toBe('denied');
      await expect(say(chris, 'approve')).rejects.toMatchObject({
        code: 'condition.lift-closed',
      });
      expect(await held()).toHaveLength(2);
    });

    it('puts what was asked for in the place of what is lifted, when enough have agreed', async () => {
      await approved(READING, FINANCE);
      const { conditions = [] } = await page();
      const lift = await registry.lifts.ask(bob, {
        serverRef: REF,
        lifts: conditions.map(({ id }) => id),
        instead: [FINANCE, { kind: 'named-tools', names: ['add'] }],
        reason: 'Finance adds',
      });
      const say = async (by: typeof bob) =>
        await registry.lifts.decide(by, {
          id: lift.id,
          decision: { decision: 'approve' },
        });
      expect((await say(carol)).state).toBe('open');
      expect((await say(chris)).state).toBe('approved');
      const finance = ['group:default/finance'];
      expect(await call('add', finance)).toBe('granted');
      expect(await call('echo', finance)).toBe('condition.tool');
      expect(await call('add', [])).toBe('condition.people');
    });

    it('keeps them for the next version, which a rule approves under its own', async () => {
      await approved(READING);
      registry.state.entities = [
        serverEntity({ mcp: { riskTier: 'medium' } }),
        ...USERS,
      ];
      await registry.sync.run();
      const digest = await submit();
      await registry.approvalWorker.look(digest);
      expect((await document()).approvedRevision?.digest).toBe(digest);
      const [first, second] = (await page()).conditions ?? [];
      expect(first).toMatchObject({ condition: READING });
      expect(second).toMatchObject({
        condition: { kind: 'until' },
        ...{ source: 'rule', setBy: 'policy:company/routine' },
      });
    });

    it('holds it back at the second, says so before and then, once', async () => {
      await approved(MARCH);
      const told = () =>
        registry.state.sent
          .map(({ payload }) => payload.title)
          .filter(title => title.includes('held back'));
      const go = async (to: string) => {
        registry.state.now = new Date(to);
        await registry.conditionKeeper.run();
        await registry.conditionKeeper.run();
      };
      await go('2027-02-01T00:00:00Z');
      expect(told()).toHaveLength(0);
      await go('2027-02-20T00:00:00Z');
      expect(told()).toHaveLength(1);
      await go('2027-02-28T12:00:00Z');
      expect(told()).toHaveLength(2);
      registry.state.now = new Date('2027-02-28T23:59:59.999Z');
      expect(await call('echo', [])).toBe('granted');
      registry.state.now = new Date('2027-03-01T00:00:00Z');
      expect(await call('echo', [])).toBe('condition.over');
      await go('2027-03-01T00:00:00Z');
      expect(told().at(-1)).toContain('is held back');
      expect(told()).toHaveLength(3);
      // From now on the registry says so, too.
      expect(await call('echo', [])).toBe('server.suspended');
    });
  },
);
