import { TestDatabases } from '@backstage/backend-test-utils';
import type { ApprovalCondition } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS, person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const READING: ApprovalCondition = { kind: 'reading-tools' };
const MARCH: ApprovalCondition = {
  kind: 'until',
  at: '2027-03-01T00:00:00.000Z',
};
const APRIL: ApprovalCondition = {
  kind: 'until',
  at: '2027-04-01T00:00:00.000Z',
};
const PLATFORM = 'group:default/platform-admins';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol, chris, erin] = [
  'alice',
  'bob',
  'bill',
  'carol',
  'chris',
  'erin',
].map(name => person(name));
const USERS = Object.entries(GROUPS).map(([name, groups]) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: {},
  relations: groups.map(targetRef => ({ type: 'memberOf', targetRef })),
}));

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'wishes to lift conditions, on %s',
  databaseId => {
    let registry: TestRegistry;

    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [serverEntity(), ...USERS],
        approvalPolicies: [
          {
            id: 'company',
            mode: 'enforce',
            rules: [
              {
                id: 'wider',
                when: { changes: ['widened'] },
                anyOf: [{ id: 'two', by: [{ who: 'reviewers', count: 2 }] }],
                time: [{ afterHours: 48, do: 'hand-over', to: PLATFORM }],
              },
            ],
          },
        ],
      });
      await registry.sync.run();
    });

    /** Approved under conditions by the two that a first version takes. */
    const approved = async (...conditions: ApprovalCondition[]) => {
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      const { revision } = await registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve', conditions },
      });
      expect(revision.state).toBe('approved');
      registry.state.sent.length = 0;
      return digest;
    };
    const page = async (by = carol) => await registry.servers.get(by, REF);
    const ask = async (by: typeof bob, instead: ApprovalCondition[] = []) =>
      await registry.lifts.ask(by, {
        serverRef: REF,
        lifts: ((await page()).conditions ?? []).map(({ id }) => id),
        ...{ instead, reason: 'Finance writes, too' },
      });
    const decide = async (
      by: typeof bob,
      id: string,
      decision: 'approve' | 'deny' = 'approve',
    ) =>
      await registry.lifts.decide(by, {
        ...{ id, decision: { decision, reason: 'because' } },
      });
    const inbox = async (by: typeof bob, state?: 'open' | 'decided') =>
      (await registry.inbox.list(by, { state })).items.filter(
        ({ kind }) => kind === 'condition-lift',
      );
    const waiting = async (...people: (typeof bob)[]) =>
      await Promise.all(people.map(async by => (await inbox(by)).length));
    const told = () =>
      registry.state.sent.map(({ payload, recipients }) => ({
        title: payload.title,
        link: payload.link,
        to: 'entityRef' in recipients ? recipients.entityRef : undefined,
      }));
    const keep = async (to?: string) => {
      if (to) registry.state.now = new Date(to);
      await registry.conditionKeeper.run();
      await registry.liftKeeper.run();
    };

    it('wait in the inbox of those who are asked, with who asks, why and what would change', async () => {
      await approved(READING);
      const { id } = await ask(carol, [
        { kind: 'named-tools', names: ['echo', 'add'] },
      ]);
      // Wishes are for those concerned; what holds is for everybody.
      expect((await page(alice)).conditionLifts).toBeUndefined();
      expect((await page(alice)).conditions).toHaveLength(1);
      // Who asked decides nothing, neither does the owner's side, which this policy does not ask.
      expect(await waiting(alice, bob, bill, carol, chris)).toEqual([
        0, 0, 0, 0, 1,
      ]);
      expect(await registry.inbox.count(chris)).toBe(1);
      expect((await inbox(chris))[0]).toMatchObject({
        id,
        server: { serverRef: REF },
        conditionLift: {
          requestedBy: carol.userEntityRef,
          reason: 'Finance writes, too',
          conditions: [{ condition: READING }],
          instead: [{ kind: 'named-tools', names: ['echo', 'add'] }],
          approval: { decision: 'open' },
          canWithdraw: false,
        },
      });
      expect(told()).toMatchObject([
        { title: expect.stringContaining('asks to lift') },
      ]);
      expect(told()[0].link).toBe('/ai-tools/approvals');
      await decide(chris, id);
      // Who has spoken is not asked again, though one more is missing.
      expect(await waiting(carol, chris)).toEqual([0, 0]);
    });

    it('need as many as the policy asks, end as decided, and are told to who asked', async () => {
      await approved(READING);
      const { id } = await ask(bob);
      expect(await waiting(bob, carol, chris)).toEqual([0, 1, 1]);
      expect((await decide(carol, id)).state).toBe('open');
      expect(await waiting(carol, chris)).toEqual([0, 1]);
      expect((await page()).conditions).toHaveLength(1);
      registry.state.sent.length = 0;
      expect(await decide(chris, id)).toMatchObject({
        state: 'approved',
        decidedBy: chris.userEntityRef,
      });
      expect((await page()).conditions).toBeUndefined();
      expect(await waiting(bob, carol, chris)).toEqual([0, 0, 0]);
      const seen = await Promise.all(
        [alice, bob, carol, chris].map(
          async by => (await inbox(by, 'decided')).length,
        ),
      );
      expect(seen).toEqual([0, 1, 1, 1]);
      expect(told()).toMatchObject([
        { title: expect.stringContaining('were lifted') },
      ]);
    });

    it('wait for nobody who is not of those who are asked', async () => {
      await approved(READING);
      await ask(bob);
      expect(await waiting(chris)).toEqual([1]);
      const stranger = { ...chris, ownershipEntityRefs: [chris.userEntityRef] };
      expect(await waiting(stranger)).toEqual([0]);
    });

    it('are handed over in time as versions are, and whoever is asked then is told', async () => {
      await approved(READING);
      const { id } = await ask(bob);
      await decide(carol, id);
      expect(await waiting(erin)).toEqual([0]);
      registry.state.sent.length = 0;
      registry.wait(49 * 60 * 60);
      await keep();
      await keep();
      expect(await waiting(erin, chris)).toEqual([1, 1]);
      expect(told().map(({ to }) => to)).toEqual([[PLATFORM]]);
      expect((await decide(erin, id)).state).toBe('approved');
    });

    it('are taken back by who asked, and by nobody else', async () => {
      await approved(READING);
      const { id, canWithdraw } = await ask(bob);
      expect(canWithdraw).toBe(true);
      await expect(registry.lifts.withdraw(bill, id)).rejects.toMatchObject({
        code: 'condition.not-there',
      });
      expect((await registry.lifts.withdraw(bob, id)).state).toBe('withdrawn');
      expect(await waiting(carol, chris)).toEqual([0, 0]);
      expect((await page()).conditionLifts).toBeUndefined();
      await expect(decide(chris, id)).rejects.toMatchObject({
        code: 'condition.lift-closed',
      });
    });

    it('are closed when what they are about is gone, or another version was approved', async () => {
      await approved(READING);
      const first = await ask(bob);
      const second = await ask(carol);
      await decide(carol, first.id);
      await decide(chris, first.id);
      await keep();
      expect(await waiting(carol, chris)).toEqual([0, 0]);
      await expect(decide(chris, second.id)).rejects.toMatchObject({
        code: 'condition.lift-closed',
      });
      await registry.conditions.narrow(bob, {
        ...{ serverRef: REF, conditions: [READING], reason: 'once more' },
      });
      const third = await ask(bob);
      registry.state.entities = [
        serverEntity({ mcp: { riskTier: 'high' } }),
        ...USERS,
      ];
      await registry.sync.run();
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      await registry.revisionDecisions.decide(carol, {
        ...{ digest, decision: { decision: 'approve' } },
      });
      // Gone from the inbox at once, and from the books at the next look.
      expect(await waiting(carol, chris)).toEqual([0, 0]);
      registry.state.sent.length = 0;
      await keep();
      await keep();
      expect(told()).toMatchObject([
        { title: expect.stringContaining('was closed') },
      ]);
      await expect(
        registry.lifts.withdraw(bob, third.id),
      ).rejects.toMatchObject({ code: 'condition.lift-closed' });
    });

    it('names no tool to those who are not to know of it', async () => {
      await approved({ kind: 'named-tools', names: ['echo', 'add'] });
      await registry.hiddenTools.set(bob, { serverRef: REF, names: ['add'] });
      const names = async (by: typeof bob) =>
        (await page(by)).conditions?.flatMap(one => one.condition.names ?? []);
      expect(await names(bob)).toEqual(['echo', 'add']);
      expect(await names(alice)).toEqual(['echo']);
    });

    it('says who may change conditions, and tells the owner what a reviewer narrowed', async () => {
      await approved();
      const may = async (by: typeof bob) =>
        (await page(by)).mayChangeConditions;
      expect([await may(alice), await may(bob), await may(carol)]).toEqual([
        undefined,
        true,
        true,
      ]);
      await registry.conditions.narrow(carol, {
        ...{ serverRef: REF, conditions: [READING], reason: 'Less will do' },
      });
      expect(told()).toMatchObject([
        { title: expect.stringContaining('narrowed') },
      ]);
    });

    it('says to people whom it is not for that they cannot use it, whatever access they have', async () => {
      await approved();
      const request = await registry.accessRequests.create(alice, {
        ...{ serverRef: REF, subject: alice.userEntityRef },
        ...{ tools: { kind: 'all' }, purpose: 'Orders', durationDays: 7 },
      });
      await registry.accessDecisions.decide(bob, {
        ...{ id: request.id, decision: { decision: 'approve' } },
      });
      const seen = async () => [
        (await page(alice)).access.state,
        (await registry.grants.list(alice, {})).items[0].conditionsRefuse,
        (await registry.servers.list(alice, { usable: true })).totalItems,
        (await registry.servers.list(alice, { usable: false })).totalItems,
      ];
      expect(await seen()).toEqual(['granted', undefined, 1, 0]);
      await registry.conditions.narrow(bob, {
        ...{ serverRef: REF, reason: 'Finance alone' },
        conditions: [{ kind: 'people', refs: ['group:default/finance'] }],
      });
      expect(await seen()).toEqual(['not-covered', 'others', 0, 1]);
    });

    describe('a day that is over', () => {
      const status = async () => {
        const { status: one, statusReason } = await page();
        const { document } = await registry.accessDocuments.document(REF);
        expect(document.status).toBe(one);
        return { status: one, statusReason };
      };

      it('suspends the server at its second, said before: two weeks, a day and an hour', async () => {
        await approved(MARCH);
        const titles = () => told().map(({ title }) => title);
        await keep('2027-02-14T00:00:00Z');
        await keep('2027-02-27T23:59:59.999Z');
        expect(titles()).toHaveLength(1);
        await keep('2027-02-28T00:00:00Z');
        await keep('2027-02-28T22:59:59.999Z');
        expect(titles()).toHaveLength(2);
        await keep('2027-02-28T23:00:00Z');
        await keep('2027-02-28T23:59:59.999Z');
        expect(titles()).toHaveLength(3);
        expect(titles().join()).not.toContain('is held back');
        expect(await status()).toMatchObject({ status: 'active' });
        // People are told so at its second, and the books say so with the next look.
        registry.state.now = new Date('2027-03-01T00:00:00Z');
        expect(await page()).toMatchObject({
          ...{ status: 'suspended', access: { state: 'not-served' } },
        });
        await keep();
        expect(await status()).toMatchObject({
          status: 'suspended',
          statusReason: expect.stringContaining('until a day that is over'),
        });
        await keep();
        expect(titles()).toHaveLength(4);
        expect(titles().at(-1)).toContain('is held back');
      });

      it('lets nobody resume it, and the approval of a wish to lift does', async () => {
        await approved(MARCH);
        const resume = async () =>
          await registry.servers.resume(bob, {
            ...{ serverRef: REF, reason: 'please' },
          });
        const over = { code: 'condition.over' };
        registry.state.now = new Date('2027-03-01T00:00:00Z');
        await expect(resume()).rejects.toMatchObject(over);
        await keep();
        await expect(resume()).rejects.toMatchObject(over);
        const { id } = await ask(bob, [APRIL]);
        await decide(carol, id);
        expect(await status()).toMatchObject({ status: 'suspended' });
        registry.state.sent.length = 0;
        await decide(chris, id);
        expect(await status()).toEqual({ status: 'active' });
        expect(told()[0].title).toContain('serves again');
        await keep();
        expect(await status()).toEqual({ status: 'active' });
        await keep('2027-04-01T00:00:00Z');
        expect(await status()).toMatchObject({ status: 'suspended' });
      });

      it('leaves a stop of the owner’s own alone', async () => {
        await approved(MARCH);
        await registry.servers.suspend(bob, {
          ...{ serverRef: REF, reason: 'Being moved' },
        });
        await keep('2027-03-01T00:00:00Z');
        const { id } = await ask(bob);
        await decide(carol, id);
        await decide(chris, id);
        expect(await status()).toEqual({
          ...{ status: 'suspended', statusReason: 'Being moved' },
        });
        await registry.servers.resume(bob, {
          ...{ serverRef: REF, reason: 'It is there' },
        });
        expect(await status()).toEqual({ status: 'active' });
      });

      it('holds back what goes on in spite of it: an end written down before the registry held anything back', async () => {
        await approved(MARCH);
        registry.state.now = new Date('2027-03-02T00:00:00Z');
        await registry.database
          .knex('approval_conditions')
          .update({ over_at: '2027-03-01T00:00:05.000Z' });
        const document = async () =>
          (await registry.accessDocuments.document(REF)).document.status;
        expect(await document()).toBe('active');
        await keep();
        expect(await document()).toBe('suspended');
      });

      it('needs every day lifted that is over', async () => {
        await approved(MARCH);
        await registry.conditions.narrow(bob, {
          ...{ serverRef: REF, reason: 'less' },
          conditions: [{ kind: 'until', at: '2027-02-01T00:00:00Z' }],
        });
        await keep('2027-03-01T00:00:00Z');
        const [first, second] = (await page()).conditions ?? [];
        const one = async (id: string) => {
          const lift = await registry.lifts.ask(bob, {
            ...{ serverRef: REF, lifts: [id], reason: 'more' },
          });
          await decide(carol, lift.id);
          await decide(chris, lift.id);
        };
        await one(first.id);
        expect(await status()).toMatchObject({ status: 'suspended' });
        await one(second.id);
        expect(await status()).toEqual({ status: 'active' });
      });
    });
  },
);
