import { TestDatabases } from '@backstage/backend-test-utils';
import type { ApprovalPolicyInput } from '@sallyport/backstage-plugin-mcp-registry-common';
import { serverEntity } from '../__testUtils__/entities';
import { GROUPS, person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol, chris, dave] = [
  'alice',
  'bob',
  'bill',
  'carol',
  'chris',
  'dave',
].map(name => person(name));

jest.setTimeout(60_000);

const policyOf = (
  rule: Partial<ApprovalPolicyInput['rules'][number]>,
  over: Partial<ApprovalPolicyInput> = {},
): ApprovalPolicyInput => ({
  id: 'company',
  mode: 'enforce',
  rules: [
    { id: 'rule', anyOf: [{ id: 'one', by: [{ who: 'owner' }] }], ...rule },
  ],
  ...over,
});

const TWO_OR_TICKET = policyOf({
  anyOf: [
    { id: 'two', by: [{ who: 'reviewers', count: 2 }] },
    { id: 'ticket', by: [{ who: 'reviewers' }], ticket: 'SEC-[0-9]+' },
  ],
});

const BY_ITSELF = policyOf({
  insteadOfReview: true,
  when: {
    onlyChanges: ['risk-raised', 'narrowed'],
    checks: { reach: ['pass', 'notApplicable'] },
  },
  anyOf: [{ id: 'itself', by: [{ who: 'rule' }] }],
});

/** People and a system of the example, as the catalog has them. */
const CATALOG = [
  ...Object.entries(GROUPS).map(([name, groups]) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: {},
    relations: groups.map(targetRef => ({ type: 'memberOf', targetRef })),
  })),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: { name: 'orders', namespace: 'default' },
    spec: { owner: 'finance' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/finance' }],
  },
];

describe.each(databases.eachSupportedId())(
  'approval policies, on %s',
  databaseId => {
    let registry: TestRegistry;

    const start = async (...approvalPolicies: ApprovalPolicyInput[]) => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [serverEntity(), ...CATALOG],
        approvalPolicies,
      });
      await registry.sync.run();
    };
    const change = async (entity: Parameters<typeof serverEntity>[0]) => {
      registry.state.entities = [serverEntity(entity), ...CATALOG];
      await registry.sync.run();
    };
    const submit = async (by: typeof bob) =>
      await registry.submissions.submit(by, { serverRef: REF });
    const decide = async (
      by: typeof bob,
      digest: string,
      over: { decision?: 'reject'; ticket?: string } = {},
    ) =>
      (
        await registry.revisionDecisions.decide(by, {
          digest,
          decision: { decision: 'approve', reason: 'because', ...over },
        })
      ).revision;
    const inbox = async (who: typeof bob) =>
      (await registry.inbox.list(who, {})).items.map(item => item.id);
    const served = async () =>
      (await registry.accessDocuments.document(REF)).document.approvedRevision
        ?.digest;
    const shown = async (digest: string) =>
      (await registry.servers.listRevisions(carol, REF)).find(
        revision => revision.digest === digest,
      );

    describe('two of security, or one with a ticket number', () => {
      beforeEach(async () => await start(TWO_OR_TICKET));

      it('waits for the second one, says so, and serves nothing before', async () => {
        const { digest } = await submit(bob);
        const half = await decide(carol, digest);
        expect(half).toMatchObject({
          state: 'submitted',
          reviews: [{ by: 'user:default/carol', verdict: 'approve' }],
          approval: {
            decision: 'open',
            waitsFor: [{ who: 'reviewers', missing: 1 }],
          },
        });
        expect(await served()).toBeUndefined();
        expect(await inbox(carol)).toEqual([]);
        expect(await inbox(chris)).toEqual([digest]);
        await expect(decide(carol, digest)).rejects.toMatchObject({
          code: 'revision.consent-given',
        });
        const whole = await decide(chris, digest);
        expect(whole.state).toBe('approved');
        expect(whole.history.at(-1)?.details).toMatchObject({
          rules: [
            {
              policy: 'company',
              rule: 'rule',
              alternative: 'two',
              version: expect.stringMatching(/^sha256:/),
            },
          ],
        });
        expect(await served()).toBe(digest);
      });

      it('takes one with a ticket, named at first or later', async () => {
        const { digest } = await submit(bob);
        expect((await decide(carol, digest, { ticket: 'X-1' })).state).toBe(
          'submitted',
        );
        expect((await decide(carol, digest, { ticket: 'SEC-1' })).state).toBe(
          'approved',
        );
        expect((await shown(digest))?.reviews).toMatchObject([
          { ticket: 'X-1' },
          { ticket: 'SEC-1' },
        ]);
      });

      it('lets a denial win, also of somebody who agreed, and forgets at the next submission', async () => {
        const { digest } = await submit(bob);
        await decide(carol, digest);
        expect(
          (await decide(carol, digest, { decision: 'reject' })).state,
        ).toBe('rejected');
        const again = await submit(bob);
        expect(again).toMatchObject({ digest, reviews: [] });
        expect((await decide(chris, digest)).state).toBe('submitted');
      });

      it('approves once when all decide at once', async () => {
        const { digest } = await submit(bob);
        await Promise.allSettled(
          [carol, chris, carol, chris].map(async who => decide(who, digest)),
        );
        const { history, reviews } = (await shown(digest))!;
        expect(history.map(({ event }) => event)).toEqual([
          'submitted',
          'consented',
          'approved',
        ]);
        expect(reviews).toHaveLength(2);
      });
    });

    it('asks the owner of a reached system, shows them the difference, and tells them', async () => {
      await start(
        policyOf({
          when: { changes: ['new-server', 'reaches'] },
          anyOf: [{ id: 'data', by: [{ who: 'data-owners' }] }],
        }),
      );
      await change({ mcp: { reaches: ['system:default/orders'] } });
      const { digest } = await submit(bob);
      expect(await inbox(dave)).toEqual([digest]);
      expect(
        registry.state.sent.map(({ recipients }) => recipients),
      ).toContainEqual(
        expect.objectContaining({ entityRef: ['group:default/finance'] }),
      );
      await registry.revisionHistory.diff(dave, { digest });
      await registry.checks.list(dave, digest);
      await expect(
        registry.revisionHistory.diff(alice, { digest }),
      ).rejects.toMatchObject({ code: 'revision.not-found' });
      expect((await decide(carol, digest)).state).toBe('submitted');
      expect((await decide(dave, digest)).state).toBe('approved');
    });

    it('waits for ever, and says why, where nobody owns the system', async () => {
      await start(
        policyOf({ anyOf: [{ id: 'data', by: [{ who: 'data-owners' }] }] }),
      );
      await change({ mcp: { reaches: ['system:default/unknown'] } });
      const { digest } = await submit(bob);
      expect((await decide(carol, digest)).approval?.waitsFor).toEqual([
        {
          who: 'data-owners',
          refs: [],
          system: 'system:default/unknown',
          missing: 1,
        },
      ]);
    });

    it('keeps the two sides of a takeover, whatever a policy puts in place of the review', async () => {
      await start(policyOf({ insteadOfReview: true }));
      const first = await submit(bob);
      await expect(decide(carol, first.digest)).rejects.toMatchObject({
        code: 'revision.not-asked',
      });
      expect((await decide(bill, first.digest)).state).toBe('approved');
      await change({ owner: 'finance' });
      const { digest } = await submit(dave);
      expect((await decide(bill, digest)).state).toBe('submitted');
      expect((await decide(carol, digest)).state).toBe('approved');
    });

    describe('a rule that approves in its own name', () => {
      beforeEach(async () => {
        await start(BY_ITSELF);
        await decide(carol, (await submit(bob)).digest);
        await change({ mcp: { riskTier: 'medium' } });
      });

      it('signs a review by its version, approves, and tells nobody that it waits', async () => {
        const told = registry.state.sent.length;
        const { digest } = await submit(bob);
        const { state, decidedBy, reviews, history } = (await shown(digest))!;
        expect({ state, decidedBy }).toEqual({
          state: 'approved',
          decidedBy: 'policy:company/rule',
        });
        expect(reviews).toMatchObject([
          {
            by: 'policy:company/rule',
            source: 'rule',
            rule: {
              policy: 'company',
              digest: registry.approvals.policies[0].digest,
            },
          },
        ]);
        expect(history.map(({ event }) => event)).toEqual([
          'submitted',
          'reviewed',
          'approved',
        ]);
        expect(await served()).toBe(digest);
        expect(
          registry.state.sent.slice(told).map(({ payload }) => payload.title),
        ).toEqual(['Everything was approved']);
      });

      it('leaves alone what it does not name, and whom a check holds back', async () => {
        await change({ mcp: { riskTier: 'medium', audience: ['all'] } });
        const { digest } = await submit(bob);
        expect((await shown(digest))?.state).toBe('submitted');
        expect(await inbox(carol)).toEqual([digest]);
      });
    });

    it('is approved by what people said already, once the policy asks for no more, and no earlier', async () => {
      await start(TWO_OR_TICKET);
      const { digest } = await submit(bob);
      await decide(carol, digest);
      await registry.approvalWorker.run();
      expect((await shown(digest))?.state).toBe('submitted');
      const { knex } = registry.database;
      registry = await startRegistry({
        knex,
        entities: registry.state.entities,
      });
      await registry.approvalWorker.run();
      expect(await shown(digest)).toMatchObject({
        state: 'approved',
        decidedBy: 'user:default/carol',
      });
    });

    it('asks nothing by a policy that is observed, and shows and notes what it would ask', async () => {
      await start({ ...TWO_OR_TICKET, mode: 'observe' });
      const { digest } = await submit(bob);
      const { observedApproval } = (await shown(digest))!;
      expect(observedApproval?.rules.map(({ rule }) => rule)).toEqual([
        'review',
        'rule',
      ]);
      const approved = await decide(carol, digest);
      expect(approved.state).toBe('approved');
      expect(approved.history.at(-1)?.details).toMatchObject({
        observedUnmet: [{ policy: 'company', rule: 'rule' }],
      });
      const preview = await registry.approvalPolicies.preview(carol, {});
      expect(preview.items).toMatchObject([
        {
          serverRef: REF,
          changes: ['new-server'],
          isChanged: true,
          enforced: { decision: 'approved' },
          observed: { decision: 'open' },
        },
      ]);
      await expect(
        registry.approvalPolicies.preview(bob, {}),
      ).rejects.toMatchObject({ code: 'permission.denied' });
    });

    it('reminds, hands over and closes, each once, on whatever replica', async () => {
      await start(
        policyOf({
          time: [
            { afterHours: 1, do: 'remind' },
            { afterHours: 2, do: 'hand-over', to: 'group:default/finance' },
            { afterHours: 3, do: 'close' },
          ],
        }),
      );
      const { digest } = await submit(carol);
      const events = async () =>
        (await shown(digest))?.history.map(({ event }) => event);
      await registry.approvalWorker.run();
      expect(await events()).toEqual(['submitted']);
      registry.wait(3600);
      await Promise.all([
        registry.approvalWorker.run(),
        registry.approvalWorker.run(),
      ]);
      expect(await events()).toEqual(['submitted', 'reminded']);
      expect(await inbox(dave)).toEqual([]);
      registry.wait(3600);
      await registry.approvalWorker.run();
      expect(await inbox(dave)).toEqual([digest]);
      expect((await decide(chris, digest)).state).toBe('submitted');
      registry.wait(3600);
      await registry.approvalWorker.run();
      expect(await events()).toEqual([
        'submitted',
        'reminded',
        'handed-over',
        'consented',
        'rejected',
      ]);
      expect(await shown(digest)).toMatchObject({
        state: 'rejected',
        decidedBy: 'policy:company/rule',
      });
      expect(await inbox(dave)).toEqual([]);
    });

    describe('somebody who stands in for another (D5)', () => {
      const until = (hours: number) =>
        new Date(
          registry.state.now.getTime() + hours * 3_600_000,
        ).toISOString();
      const delegate = async (from: typeof bob, to: string, hours = 24) =>
        await registry.delegationService.add(from, {
          to: `user:default/${to}`,
          scope: 'revisions',
          endsAt: until(hours),
        });

      beforeEach(async () => await start(TWO_OR_TICKET));

      it('decides as the other could, while it lasts, and the record says for whom', async () => {
        await delegate(chris, 'alice');
        const { digest } = await submit(bob);
        expect(await inbox(alice)).toEqual([digest]);
        await registry.revisionHistory.diff(alice, { digest });
        await decide(carol, digest);
        const done = await decide(alice, digest);
        expect(done).toMatchObject({ state: 'approved' });
        expect(done.reviews?.at(-1)).toMatchObject({
          by: 'user:default/alice',
          onBehalfOf: 'user:default/chris',
        });
      });

      it('is nobody once the time is over, or the delegation is ended', async () => {
        const { id } = await delegate(chris, 'alice', 1);
        const { digest } = await submit(bob);
        registry.wait(3600);
        expect(await inbox(alice)).toEqual([]);
        await expect(decide(alice, digest)).rejects.toMatchObject({
          code: 'revision.not-found',
        });
        await expect(
          registry.delegationService.end(chris, id),
        ).rejects.toMatchObject({ code: 'delegation.over' });
        const other = await delegate(chris, 'alice');
        await registry.delegationService.end(alice, other.id);
        await expect(decide(alice, digest)).rejects.toMatchObject({
          code: 'revision.not-found',
        });
      });

      it('counts once beside the one for whom they speak, and beside themselves', async () => {
        await delegate(carol, 'alice');
        await delegate(carol, 'chris');
        const { digest } = await submit(bob);
        await decide(carol, digest);
        await expect(decide(alice, digest)).rejects.toMatchObject({
          code: 'revision.consent-given',
        });
        expect((await decide(chris, digest)).state).toBe('approved');
      });

      it('does not speak for the one who asked, nor for themselves through another', async () => {
        await delegate(carol, 'alice');
        await delegate(chris, 'bob');
        const own = await submit(carol);
        await expect(decide(alice, own.digest)).rejects.toMatchObject({
          code: 'revision.not-found',
        });
        expect(await inbox(alice)).toEqual([]);
        await change({ mcp: { audience: ['all'] } });
        const { digest } = await submit(bob);
        await expect(decide(bob, digest)).rejects.toMatchObject({
          code: 'revision.own',
        });
      });

      it('passes nothing on that they were given themselves', async () => {
        await delegate(chris, 'alice');
        await delegate(alice, 'dave');
        const { digest } = await submit(bob);
        expect(await inbox(dave)).toEqual([]);
        await expect(decide(dave, digest)).rejects.toMatchObject({
          code: 'revision.not-found',
        });
      });

      it('decides about access as the owner could, and not about what the owner asked for', async () => {
        await decide(carol, (await submit(bob)).digest, { ticket: 'SEC-1' });
        const ask = async (who: typeof bob) =>
          (
            await registry.accessRequests.create(who, {
              serverRef: REF,
              subject: who.userEntityRef,
              tools: { kind: 'all' },
              purpose: 'to see',
              durationDays: 1,
            })
          ).id;
        const id = await ask(alice);
        await registry.delegationService.add(bob, {
          to: dave.userEntityRef,
          scope: 'access-requests',
          endsAt: until(24),
        });
        expect(await inbox(dave)).toEqual([id]);
        const { request } = await registry.accessDecisions.decide(dave, {
          id,
          decision: { decision: 'approve' },
        });
        expect(request.history.at(-1)).toMatchObject({
          event: 'approved',
          by: dave.userEntityRef,
          details: { onBehalfOf: bob.userEntityRef },
        });
        const own = await ask(bob);
        expect(await inbox(dave)).toEqual([]);
        await expect(
          registry.accessDecisions.decide(dave, {
            id: own,
            decision: { decision: 'approve' },
          }),
        ).rejects.toMatchObject({ code: 'request.not-found' });
      });

      it('is named by the person alone, in the portal, for at most 90 days', async () => {
        await expect(
          registry.delegationService.add(
            person('carol', { actor: 'plugin:scaffolder' }),
            { to: 'user:default/bob', scope: 'revisions', endsAt: until(1) },
          ),
        ).rejects.toMatchObject({ code: 'decision.portal-only' });
        await expect(delegate(carol, 'carol')).rejects.toMatchObject({
          code: 'delegation.self',
        });
        await expect(delegate(carol, 'nobody')).rejects.toMatchObject({
          code: 'delegation.no-person',
        });
        for (const hours of [-1, 0, 24 * 91]) {
          await expect(delegate(carol, 'bob', hours)).rejects.toMatchObject({
            code: 'delegation.time',
          });
        }
        const { id } = await delegate(carol, 'bob');
        await expect(
          registry.delegationService.end(dave, id),
        ).rejects.toMatchObject({ code: 'delegation.not-found' });
      });
    });

    it('takes two accounts with one e-mail address for one person (D5)', async () => {
      await start(TWO_OR_TICKET);
      const email = 'carol@example.com';
      registry.state.entities = registry.state.entities.map(entity =>
        ['carol', 'chris'].includes(entity.metadata.name)
          ? { ...entity, spec: { profile: { email } } }
          : entity,
      );
      const { digest } = await submit(bob);
      await decide(carol, digest);
      await expect(decide(chris, digest)).rejects.toMatchObject({
        code: 'revision.consent-given',
      });
      await change({ mcp: { audience: ['all'] } });
      registry.state.entities = registry.state.entities.map(entity =>
        ['bob', 'carol'].includes(entity.metadata.name)
          ? { ...entity, spec: { profile: { email } } }
          : entity,
      );
      const own = await submit(bob);
      await expect(decide(carol, own.digest)).rejects.toMatchObject({
        code: 'revision.own',
      });
    });

    it('notes which policies were in force from when, once, and tells the review team', async () => {
      await start(TWO_OR_TICKET);
      const { knex } = registry.database;
      const restart = async (...approvalPolicies: ApprovalPolicyInput[]) => {
        const next = await startRegistry({
          knex,
          entities: [],
          approvalPolicies,
        });
        await Promise.all([
          next.policyLedger.align(),
          next.policyLedger.align(),
        ]);
        return {
          told: next.state.sent.length,
          last: (await next.policyLedger.history(10))[0],
        };
      };
      expect(await restart()).toEqual({ told: 0, last: undefined });
      expect(await restart(TWO_OR_TICKET)).toMatchObject({
        told: 1,
        last: { event: 'changed', reason: 'company is new (enforce).' },
      });
      expect((await restart(TWO_OR_TICKET)).told).toBe(0);
      expect(
        await restart({ ...TWO_OR_TICKET, mode: 'observe' }),
      ).toMatchObject({
        told: 1,
        last: {
          reason: 'company changed: its mode is observe, before enforce.',
        },
      });
      expect((await restart()).last?.reason).toBe('company is gone.');
    });
  },
);
