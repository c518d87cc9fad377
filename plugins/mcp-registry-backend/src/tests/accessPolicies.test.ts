import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  AccessPolicyInput,
  RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { company } from '../__testUtils__/company';
import { serverEntity } from '../__testUtils__/entities';
import { publish } from '../__testUtils__/giveGrant';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const DAY = 24 * 3600;
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, bill, carol, chris, dave, erin] = [
  'alice',
  'bob',
  'bill',
  'carol',
  'chris',
  'dave',
  'erin',
].map(name => person(name));

jest.setTimeout(60_000);

type Rule = AccessPolicyInput['rules'][number];
const policyOf = (
  rules: Partial<Rule>[],
  over: Partial<AccessPolicyInput> = {},
): AccessPolicyInput => ({
  ...{ id: 'access', mode: 'enforce' },
  rules: rules.map((rule, index) => ({
    id: `r${index}`,
    anyOf: [{ id: 'one', by: [{ who: 'owner' }] }],
    ...rule,
  })),
  ...over,
});
const QUICK: Partial<Rule> = {
  id: 'quick',
  insteadOfOwner: true,
  when: {
    risk: ['low', 'medium'],
    onlyEffects: ['reads'],
    daysUpTo: 7,
    from: ['owner', 'department'],
    for: ['person'],
  },
  anyOf: [{ id: 'itself', by: [{ who: 'rule' }] }],
};
const TWO_OR_TICKET: Partial<Rule> = {
  id: 'two',
  when: { effects: ['destroys'] },
  maxDays: 14,
  anyOf: [
    { id: 'two', by: [{ who: 'reviewers', count: 2 }] },
    { id: 'ticket', by: [{ who: 'reviewers' }], ticket: 'SEC-[0-9]+' },
  ],
};

describe.each(databases.eachSupportedId())('access policies on %s', id => {
  let registry: TestRegistry;

  const start = async (...accessPolicies: AccessPolicyInput[]) => {
    registry = await startRegistry({
      knex: await databases.init(id),
      entities: [serverEntity(), ...company()],
      checkSettings: { required: NO_CHECKS_REQUIRED },
      accessPolicies,
    });
    registry.state.tools = [
      { name: 'read', annotations: { readOnlyHint: true } },
      { name: 'list', annotations: { readOnlyHint: true } },
      { name: 'drop' },
    ];
    await registry.sync.run();
    await publish(registry, { serverRef: REF, by: bob, approver: carol });
    registry.state.sent.length = 0;
  };
  const ask = async (
    who: typeof alice,
    over: Partial<RegistrySchemas['NewAccessRequest']> & {
      names?: string[];
    } = {},
  ) => {
    const { names = ['read'], ...rest } = over;
    return await registry.accessRequests.create(who, {
      ...{ serverRef: REF, purpose: 'To look at orders', durationDays: 5 },
      tools: { kind: 'named', names },
      ...rest,
    });
  };
  const decide = async (
    who: typeof bob,
    request: string,
    over: Partial<RegistrySchemas['AccessDecision']> = {},
  ) =>
    (
      await registry.accessDecisions.decide(who, {
        id: request,
        decision: { decision: 'approve', reason: 'because', ...over },
      })
    ).request;
  const inbox = async (who: typeof bob) =>
    (await registry.inbox.list(who, {})).items.map(item => item.id);
  const grants = async () =>
    (await registry.accessDocuments.document(REF)).document.grants;
  const told = () =>
    registry.state.sent.map(({ recipients, payload }) => [
      payload.title,
      'entityRef' in recipients ? recipients.entityRef : [],
    ]);

  describe('a rule that approves by itself', () => {
    beforeEach(async () => await start(policyOf([QUICK, TWO_OR_TICKET])));

    it('signs by its version, grants at once, tells who asked, and stands in the history and with the auditors', async () => {
      const request = await ask(alice);
      const { digest } = registry.accessApprovals.policies[0];
      expect(request).toMatchObject({
        state: 'approved',
        decidedBy: 'policy:access/quick',
        granted: { durationDays: 5, tools: { names: ['read'] } },
        canUndo: false,
        reviews: [
          {
            ...{ by: 'policy:access/quick', source: 'rule' },
            rule: { policy: 'access', rule: 'quick', digest },
          },
        ],
      });
      expect(request.history.map(({ event, by }) => [event, by])).toEqual([
        ['requested', 'user:default/alice'],
        ['reviewed', 'policy:access/quick'],
        ['approved', 'policy:access/quick'],
      ]);
      expect(request.history.at(-1)?.details).toMatchObject({
        rules: [{ policy: 'access', rule: 'quick', alternative: 'itself' }],
      });
      expect(await grants()).toMatchObject([
        { subject: 'user:default/alice', id: request.grantId },
      ]);
      expect(told()).toEqual([
        ['You have access to Everything', ['user:default/alice']],
      ]);
      expect(registry.state.audited).toContainEqual({
        eventId: 'access-decide',
        status: 'succeeded',
        meta: {
          requestId: request.id,
          serverRef: REF,
          actionType: 'approve',
          by: 'policy:access/quick',
          subject: 'user:default/alice',
          policyVersion: digest,
        },
      });
    });

    it('takes what the portal’s own form asks for as of the person who filled it in', async () => {
      const form = person('alice', { actor: 'plugin:scaffolder' });
      expect((await ask(form)).state).toBe('approved');
    });

    it.each<[string, () => Promise<RegistrySchemas['AccessRequest']>]>([
      ['a tool that destroys', () => ask(alice, { names: ['read', 'drop'] })],
      ['all tools', () => ask(alice, { tools: { kind: 'all' } })],
      ['eight days', () => ask(alice, { durationDays: 8 })],
      ['another department', () => ask(dave)],
      ['a group', () => ask(alice, { subject: 'group:default/web-team' })],
      [
        'what another tool asks for',
        () => ask(person('alice', { actor: 'plugin:mcp-actions' })),
      ],
    ])('leaves %s to people', async (_what, asked) => {
      const request = await asked();
      expect(request.state).toBe('pending');
      expect(request.approval?.rules[0]).toMatchObject({
        policy: 'sallyport',
        rule: 'owner',
      });
      expect(await inbox(bob)).toEqual([request.id]);
      await registry.accessApprovalWorker.run();
      expect(await grants()).toEqual([]);
      const alone = request.approval?.rules.length === 1;
      expect((await decide(bob, request.id)).state).toBe(
        alone ? 'approved' : 'pending',
      );
    });

    it('asks people, strictly, while the catalog is away or knows too little', async () => {
      registry.catalog.getEntitiesByRefs.mockRejectedValue(new Error('away'));
      const request = await ask(alice);
      expect(request).toMatchObject({
        state: 'pending',
        approval: { isUnclear: true, waitsFor: [{ who: 'owner' }] },
      });
      expect(await inbox(bob)).toEqual([request.id]);
      expect((await decide(bob, request.id)).state).toBe('approved');
    });

    it('asks people while what a system behind is classified as was not read', async () => {
      await registry.database.knex('servers').update({ reached: '{}' });
      expect(await ask(alice)).toMatchObject({
        state: 'pending',
        approval: { rules: [{ rule: 'owner' }] },
      });
    });

    it('does not give again what a person denied or took away, until a person approves it', async () => {
      const first = await ask(alice);
      await registry.grants.revoke(bob, { id: first.grantId!, reason: 'No' });
      registry.wait(60);
      const second = await ask(alice);
      expect(second).toMatchObject({
        state: 'pending',
        approval: { noRule: 'refused-before' },
      });
      await decide(bob, second.id, { decision: 'deny' });
      registry.wait(60);
      const third = await ask(alice);
      expect(third.state).toBe('pending');
      expect((await decide(bob, third.id)).state).toBe('approved');
      registry.wait(60);
      expect((await ask(alice)).state).toBe('approved');
    });

    it('does not go on by itself: what a rule gave is extended by a person', async () => {
      const { grantId } = await ask(alice);
      const more = await registry.extensions.extend(alice, {
        ...{ id: grantId!, durationDays: 3 },
      });
      expect(more).toMatchObject({
        state: 'pending',
        approval: { noRule: 'extends-rule' },
      });
      const approved = await decide(bob, more.id);
      expect(approved.state).toBe('approved');
      const again = await registry.extensions.extend(alice, {
        ...{ id: approved.grantId!, durationDays: 3 },
      });
      expect(again).toMatchObject({
        state: 'approved',
        decidedBy: 'policy:access/quick',
      });
    });
  });

  describe('two of security, or one with a ticket, beside the owner', () => {
    beforeEach(async () => await start(policyOf([TWO_OR_TICKET])));

    it('waits for each of them, says who is missing by which rule, and grants at the last', async () => {
      const { id: request } = await ask(alice, {
        ...{ names: ['drop', 'read'], durationDays: 30 },
      });
      expect(told().map(([, to]) => to)).toEqual([
        ['group:default/data-platform', 'group:default/security'],
      ]);
      expect(await inbox(bob)).toEqual([request]);
      expect(await inbox(carol)).toEqual([request]);
      expect(await inbox(dave)).toEqual([]);
      const half = await decide(carol, request);
      expect(half).toMatchObject({
        ...{ state: 'pending', canDecide: false },
        approval: {
          maxDays: 14,
          rules: [
            { policy: 'sallyport', isMet: false },
            { policy: 'access', rule: 'two', isMet: false },
          ],
          waitsFor: [
            { who: 'owner', missing: 1 },
            { who: 'reviewers', missing: 1 },
          ],
        },
      });
      expect(await inbox(carol)).toEqual([]);
      await expect(decide(carol, request)).rejects.toMatchObject({
        code: 'request.consent-given',
      });
      expect(
        (await registry.accessRequests.get(alice, request)).approval,
      ).toMatchObject({ waitsFor: [{ who: 'owner' }, { who: 'reviewers' }] });
      expect((await decide(bob, request)).state).toBe('pending');
      await expect(
        decide(chris, request, { durationDays: 20 }),
      ).rejects.toMatchObject({ code: 'terms.more-than-policy' });
      const whole = await decide(chris, request);
      expect(whole).toMatchObject({
        state: 'approved',
        granted: { durationDays: 14 },
      });
      expect(whole.history.map(({ event }) => event)).toEqual([
        'requested',
        'consented',
        'consented',
        'approved',
      ]);
      expect(await grants()).toHaveLength(1);
    });

    it('takes one with a ticket, and grants no more than each of them agreed to', async () => {
      const { id: request } = await ask(alice, {
        ...{ names: ['drop', 'read', 'list'], durationDays: 30 },
      });
      await decide(carol, request, {
        ...{ ticket: 'SEC-7', durationDays: 10 },
        tools: { kind: 'named', names: ['drop', 'read'] },
      });
      await expect(
        decide(bob, request, { tools: { kind: 'named', names: ['list'] } }),
      ).rejects.toMatchObject({ code: 'request.nothing-left' });
      const done = await decide(bob, request, {
        tools: { kind: 'named', names: ['read', 'list'] },
      });
      expect(done).toMatchObject({
        state: 'approved',
        granted: { tools: { names: ['read'] }, durationDays: 10 },
      });
    });

    it('lets a denial win, of whoever is asked, and of nobody else', async () => {
      const { id: request } = await ask(alice, { names: ['drop'] });
      await decide(carol, request);
      await expect(
        decide(dave, request, { decision: 'deny' }),
      ).rejects.toMatchObject({ code: 'request.not-found' });
      await expect(
        decide(alice, request, { decision: 'deny' }),
      ).rejects.toMatchObject({ code: 'request.own' });
      expect((await decide(chris, request, { decision: 'deny' })).state).toBe(
        'denied',
      );
      expect(await inbox(bob)).toEqual([]);
    });

    it('lets nobody decide about their own, for a group or by another account either', async () => {
      const own = await ask(carol, {
        ...{ names: ['drop'], subject: 'group:default/security' },
      });
      await expect(decide(carol, own.id)).rejects.toMatchObject({
        code: 'request.own',
      });
      registry.state.entities = [
        ...registry.state.entities.filter(
          ({ kind, metadata }) =>
            kind !== 'User' || !['bob', 'bill'].includes(metadata.name),
        ),
        ...['bob', 'bill'].map(name => ({
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'User',
          metadata: { name, namespace: 'default' },
          spec: { profile: { email: 'b@example.com' } },
          relations: [
            { type: 'memberOf', targetRef: 'group:default/data-platform' },
          ],
        })),
      ];
      const theirs = await ask(bob);
      await expect(decide(bill, theirs.id)).rejects.toMatchObject({
        code: 'request.own',
      });
    });

    it('grants once when all decide at once', async () => {
      const { id: request } = await ask(alice, { names: ['drop'] });
      await Promise.allSettled(
        [bob, carol, chris, bill, carol, chris].map(async who =>
          decide(who, request),
        ),
      );
      expect((await registry.accessRequests.get(alice, request)).state).toBe(
        'approved',
      );
      expect(await grants()).toHaveLength(1);
    });

    it('counts no yes to another version of the server', async () => {
      const { id: request } = await ask(alice, { names: ['drop'] });
      await decide(bob, request);
      await decide(carol, request);
      registry.state.tools = [...registry.state.tools!, { name: 'more' }];
      await publish(registry, { serverRef: REF, by: bob, approver: carol });
      await registry.accessApprovalWorker.run();
      expect(await inbox(bob)).toEqual([request]);
      expect((await decide(chris, request)).state).toBe('pending');
      expect((await decide(bob, request)).state).toBe('pending');
      expect((await decide(carol, request)).state).toBe('approved');
    });

    it('begins anew when the last one takes it back', async () => {
      const { id: request } = await ask(alice, { names: ['drop'] });
      await decide(bob, request);
      await decide(carol, request, { ticket: 'SEC-1' });
      expect(await grants()).toHaveLength(1);
      const undone = await registry.accessDecisions.undo(carol, request);
      expect(undone).toMatchObject({ state: 'pending', reviews: [] });
      expect(await grants()).toEqual([]);
      expect(await inbox(bob)).toEqual([request]);
      expect((await decide(bob, request)).state).toBe('pending');
    });

    it('keeps what another tool decides as a proposal of one who is asked', async () => {
      const { id: request } = await ask(alice, { names: ['drop'] });
      const tool = { actor: 'plugin:scaffolder' };
      expect(await decide(person('carol', tool), request)).toMatchObject({
        state: 'pending',
        proposal: { proposedBy: 'user:default/carol' },
        reviews: [],
      });
      await expect(decide(person('dave', tool), request)).rejects.toMatchObject(
        { code: 'request.not-found' },
      );
    });
  });

  it('asks the owner of a reached system, who sees the request and nobody else does', async () => {
    await start(
      policyOf([{ anyOf: [{ id: 'data', by: [{ who: 'data-owners' }] }] }]),
    );
    const { id: request } = await ask(alice);
    expect(await inbox(dave)).toEqual([request]);
    expect((await registry.accessRequests.get(dave, request)).canDecide).toBe(
      true,
    );
    await expect(
      registry.accessRequests.get(erin, request),
    ).rejects.toMatchObject({ code: 'request.not-found' });
    expect((await decide(bob, request)).state).toBe('pending');
    expect((await decide(dave, request)).state).toBe('approved');
  });

  it('lets a delegate decide as the other could, never about what the other asked for', async () => {
    await start(policyOf([TWO_OR_TICKET]));
    await registry.delegationService.add(bob, {
      ...{ to: 'user:default/erin', scope: 'access-requests' },
      endsAt: new Date(registry.state.now.getTime() + DAY * 1000).toISOString(),
    });
    const { id: request } = await ask(alice);
    expect(await inbox(erin)).toEqual([request]);
    const done = await decide(erin, request);
    expect(done.reviews).toMatchObject([{ onBehalfOf: 'user:default/bob' }]);
    const own = await ask(bob);
    expect(await inbox(erin)).toEqual([]);
    await expect(decide(erin, own.id)).rejects.toMatchObject({
      code: 'request.not-found',
    });
  });

  it('takes the word of those only who have just signed in, where a rule asks for it', async () => {
    await start(policyOf([{ freshSignIn: true }]));
    const { id: request } = await ask(alice);
    await expect(decide(bob, request)).rejects.toMatchObject({
      code: 'decision.fresh-sign-in',
    });
    const signedInAt = registry.state.now.toISOString();
    expect((await decide({ ...bob, signedInAt }, request)).state).toBe(
      'approved',
    );
  });

  it('reminds, hands over and closes, each once, on whatever replica', async () => {
    await start(
      policyOf([
        {
          time: [
            { afterHours: 1, do: 'remind' },
            { afterHours: 2, do: 'hand-over', to: 'group:default/finance' },
            { afterHours: 3, do: 'close' },
          ],
        },
      ]),
    );
    const { id: request } = await ask(alice);
    const events = async () =>
      (await registry.accessRequests.get(alice, request)).history.map(
        ({ event }) => event,
      );
    const { accessApprovalWorker: worker } = registry;
    registry.wait(3600);
    await Promise.all([worker.run(), worker.run()]);
    expect(await events()).toEqual(['requested', 'reminded']);
    expect(await inbox(dave)).toEqual([]);
    registry.wait(3600);
    await worker.run();
    expect(await inbox(dave)).toEqual([request]);
    registry.wait(3600);
    await worker.run();
    expect(await events()).toEqual([
      'requested',
      'reminded',
      'handed-over',
      'denied',
    ]);
    expect(await registry.accessRequests.get(alice, request)).toMatchObject({
      state: 'denied',
      decidedBy: 'policy:access/r0',
      reason: expect.stringContaining('within 3 hours'),
    });
    expect(registry.state.audited.at(-1)).toMatchObject({
      eventId: 'access-decide',
      meta: { actionType: 'deny', by: 'policy:access/r0' },
    });
  });

  it('asks nothing by a policy that is observed, and shows and notes what it would ask', async () => {
    await start(
      policyOf([QUICK, { ...TWO_OR_TICKET, when: {} }], { mode: 'observe' }),
    );
    const request = await ask(alice);
    expect(request).toMatchObject({
      state: 'pending',
      observedApproval: { decision: 'open' },
    });
    expect(request.approval).toBeUndefined();
    expect(told()).toEqual([
      [
        'Somebody asks for access to Everything',
        ['group:default/data-platform'],
      ],
    ]);
    const preview = await registry.accessPolicies.preview(carol, {});
    expect(preview.items).toMatchObject([
      {
        ...{ id: request.id, serverRef: REF, kind: 'new', isChanged: true },
        enforced: { rules: [{ rule: 'owner' }] },
        observed: { rules: [{ rule: 'quick' }, { rule: 'two' }] },
      },
    ]);
    await expect(
      registry.accessPolicies.preview(bob, {}),
    ).rejects.toMatchObject({ code: 'permission.denied' });
    const approved = await decide(bob, request.id);
    expect(approved.state).toBe('approved');
    expect(approved.history.at(-1)?.details).toMatchObject({
      observedUnmet: [
        { policy: 'access', rule: 'quick' },
        { policy: 'access', rule: 'two' },
      ],
    });
  });

  it('brings what waits under the policies of the next start, and back', async () => {
    await start();
    const { id: request } = await ask(alice);
    expect(
      await registry.accessRequests.get(alice, request),
    ).not.toHaveProperty('reviews');
    const { knex } = registry.database;
    const { entities, tools } = registry.state;
    const restart = async (...accessPolicies: AccessPolicyInput[]) => {
      registry = await startRegistry({ knex, entities, accessPolicies });
      registry.state.tools = tools;
      await registry.policyLedger.align();
      await registry.accessApprovalWorker.run();
    };
    await restart(
      policyOf([
        {
          insteadOfOwner: true,
          anyOf: [{ id: 'a', by: [{ who: 'reviewers' }] }],
        },
      ]),
    );
    expect(await inbox(bob)).toEqual([]);
    expect(await inbox(carol)).toEqual([request]);
    expect((await registry.policyLedger.history(5))[0].reason).toBe(
      'access is new (enforce).',
    );
    await restart();
    expect(await inbox(bob)).toEqual([request]);
    await restart(policyOf([QUICK]));
    expect(await registry.accessRequests.get(alice, request)).toMatchObject({
      state: 'approved',
      decidedBy: 'policy:access/quick',
    });
  });
});
