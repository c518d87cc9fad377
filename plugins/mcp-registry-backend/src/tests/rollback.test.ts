import { TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
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
const [SMALL, LARGE, OTHER] = [
  [{ name: 'echo' }],
  [{ name: 'echo' }, { name: 'drop' }],
  [{ name: 'list' }],
];

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'rolling back, on %s',
  databaseId => {
    let registry: TestRegistry;

    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [serverEntity()],
      });
      await registry.sync.run();
    });

    const submit = async (tools: object[], who = bob) => {
      registry.state.tools = tools;
      registry.wait(60);
      return (await registry.submissions.submit(who, { serverRef: REF }))
        .digest;
    };
    const decide = async (
      who: typeof bob,
      digest: string,
      decision: 'approve' | 'reject' = 'approve',
      more: object = {},
    ) =>
      (
        await registry.revisionDecisions.decide(who, {
          digest,
          decision: { decision, reason: 'seen', ...more },
        })
      ).revision;
    const approved = async (tools: object[], who = bob) => {
      const digest = await submit(tools, who);
      await decide(carol, digest);
      return digest;
    };
    const back = async (
      who: typeof bob,
      digest: string,
      seenApprovedDigest: string,
    ) =>
      await registry.rollbacks.rollBack(who, {
        serverRef: REF,
        digest,
        seenApprovedDigest,
        reason: 'it broke orders',
      });
    const served = async () =>
      (await registry.accessDocuments.document(REF)).document;
    const states = async () =>
      Object.fromEntries(
        (
          await registry.revisionHistory.list(carol, { serverRef: REF })
        ).items.map(({ digest, state }) => [digest, state]),
      );

    it.each([
      ['the owner', bob],
      ['a reviewer', chris],
    ])('%s goes back to less in one action', async (_who, who) => {
      const small = await approved(SMALL);
      const large = await approved(LARGE);
      const { sequence } = await served();
      const { outcome, revision } = await back(who, small, large);
      expect(outcome).toBe('restored');
      expect(revision).toMatchObject({
        state: 'approved',
        decidedBy: who.userEntityRef,
        reason: 'it broke orders',
      });
      expect(revision.history.map(({ event }) => event)).toEqual([
        'submitted',
        'approved',
        'replaced',
        'restored',
      ]);
      expect(revision.history.at(-1)).toMatchObject({
        by: who.userEntityRef,
        reason: 'it broke orders',
        details: { insteadOf: large },
      });
      const document = await served();
      expect(document.approvedRevision).toMatchObject({
        digest: small,
        tools: [{ name: 'echo' }],
      });
      expect(document.sequence).toBeGreaterThan(sequence);
      expect(await states()).toEqual({
        [small]: 'approved',
        [large]: 'replaced',
      });
      expect(registry.state.sent.at(-1)).toMatchObject({
        recipients: {
          entityRef: ['group:default/data-platform', 'group:default/security'],
          excludeEntityRef: who.userEntityRef,
        },
        payload: { title: 'Everything was rolled back to version 1' },
      });
      // And forward again: what was replaced by the way back can be taken up, too.
      expect((await back(carol, large, small)).outcome).toBe('restored');
      expect((await served()).approvedRevision?.digest).toBe(large);
    });

    it('puts up for review what would give the owner more than now, and serves it only then', async () => {
      const large = await approved(LARGE);
      const small = await approved(SMALL);
      const { outcome, revision } = await back(bob, large, small);
      expect([outcome, revision.state]).toEqual(['submitted', 'submitted']);
      expect((await served()).approvedRevision?.digest).toBe(small);
      await expect(decide(bob, large)).rejects.toMatchObject({
        code: 'revision.own',
      });
      await decide(carol, large);
      expect((await served()).approvedRevision?.digest).toBe(large);
    });

    it('needs both sides where going back lowers the risk or changes the owner, whoever asks', async () => {
      const low = await approved(SMALL);
      registry.state.entities = [
        serverEntity({ owner: 'finance', mcp: { riskTier: 'critical' } }),
      ];
      await registry.sync.run();
      const high = await submit(SMALL, dave);
      await decide(carol, high);
      await decide(bob, high);
      // Those who owned it once own nothing of it now.
      await expect(back(bob, low, high)).rejects.toMatchObject({
        code: 'server.not-owner',
      });
      const { outcome, revision } = await back(carol, low, high);
      expect(outcome).toBe('submitted');
      expect(revision.missingConsents).toMatchObject([
        {
          side: 'previous-owner',
          owner: 'group:default/finance',
          reasons: ['owner', 'risk-tier'],
        },
        { side: 'reviewers' },
      ]);
      expect((await served()).riskTier).toBe('critical');
      await decide(chris, low);
      expect((await served()).riskTier).toBe('critical');
      await decide(dave, low);
      expect(await served()).toMatchObject({
        owner: 'group:default/data-platform',
        riskTier: 'low',
      });
    });

    it('knows no way back to what was never approved, or was rejected since', async () => {
      const dropped = await submit(OTHER);
      const small = await approved(SMALL);
      const rejected = await submit(LARGE);
      await decide(carol, rejected, 'reject');
      for (const digest of [dropped, rejected, small]) {
        await expect(back(carol, digest, small)).rejects.toMatchObject({
          code: 'revision.not-restorable',
        });
      }
      const large = await approved(LARGE);
      // Approved once, put up again, and then refused: the refusal counts.
      await submit(SMALL);
      await decide(carol, small, 'reject');
      await expect(back(carol, small, large)).rejects.toMatchObject({
        code: 'revision.not-restorable',
      });
      await expect(
        back(carol, `sha256:${'0'.repeat(64)}`, large),
      ).rejects.toMatchObject({ code: 'revision.not-found' });
    });

    it('is nothing for strangers, for other plugins, and without a reason', async () => {
      const small = await approved(SMALL);
      const large = await approved(LARGE);
      await expect(back(alice, small, large)).rejects.toMatchObject({
        code: 'server.not-owner',
      });
      await expect(
        back(person('bob', { actor: 'plugin:scaffolder' }), small, large),
      ).rejects.toMatchObject({ code: 'decision.portal-only' });
      await expect(
        registry.rollbacks.rollBack(bob, {
          serverRef: REF,
          digest: small,
          seenApprovedDigest: large,
          reason: '  ',
        }),
      ).rejects.toMatchObject({ code: 'reason.required' });
      expect((await served()).approvedRevision?.digest).toBe(large);
      const { items } = await registry.revisionHistory.list(alice, {
        serverRef: REF,
      });
      expect(items).toMatchObject([
        { digest: large, canRollBack: false, history: [] },
      ]);
      await expect(
        registry.revisionHistory.diff(alice, { digest: small }),
      ).rejects.toMatchObject({ code: 'revision.not-found' });
    });

    it('has one outcome when several do it at once', async () => {
      const first = await approved(SMALL);
      const second = await approved(OTHER);
      const third = await approved(LARGE);
      const outcomes = await Promise.allSettled([
        back(carol, first, third),
        back(chris, second, third),
        back(bob, first, third),
      ]);
      expect(
        outcomes
          .map(outcome =>
            outcome.status === 'fulfilled' ? 'done' : outcome.reason.code,
          )
          .sort(),
      ).toEqual(['done', 'revision.base-changed', 'revision.base-changed']);
      const all = Object.values(await states()).sort();
      expect(all).toEqual(['approved', 'replaced', 'replaced']);
      expect(await states()).toMatchObject({
        [(await served()).approvedRevision?.digest ?? '']: 'approved',
      });
    });

    it('lets what waits wait on, compared with what is served from then on', async () => {
      const small = await approved(SMALL);
      const large = await approved(LARGE);
      const waiting = await submit(OTHER);
      expect((await back(bill, small, large)).outcome).toBe('restored');
      expect((await registry.inbox.list(carol, {})).items[0].id).toBe(waiting);
      // Who looked at the difference to the one before decides about another difference now.
      await expect(
        decide(carol, waiting, 'approve', { seenApprovedDigest: large }),
      ).rejects.toMatchObject({ code: 'revision.base-changed' });
      expect(
        (await registry.revisionHistory.diff(carol, { digest: waiting }))
          .before,
      ).toMatchObject({ digest: small });
      await decide(carol, waiting, 'approve', { seenApprovedDigest: small });
      expect((await served()).approvedRevision?.digest).toBe(waiting);
    });

    it('asks the owner, too, where what waits would lower the risk from what is served again', async () => {
      const become = async (riskTier: string) => {
        registry.state.entities = [serverEntity({ mcp: { riskTier } })];
        await registry.sync.run();
      };
      await become('critical');
      const critical = await approved(SMALL);
      await become('low');
      const low = await submit(SMALL, bill);
      await decide(bob, low);
      await decide(carol, low);
      await become('medium');
      const medium = await submit(SMALL, bill);
      expect((await registry.inbox.list(bob, {})).items).toEqual([]);
      expect((await back(carol, critical, low)).outcome).toBe('restored');
      expect(
        (await registry.inbox.list(bob, {})).items.map(({ id }) => id),
      ).toEqual([medium]);
      expect((await decide(carol, medium)).state).toBe('submitted');
      expect((await served()).riskTier).toBe('critical');
      expect((await decide(bob, medium)).state).toBe('approved');
    });

    it('leaves a stopped server stopped and a retired one alone', async () => {
      const small = await approved(SMALL);
      const large = await approved(LARGE);
      await registry.servers.suspend(carol, { serverRef: REF, reason: 'stop' });
      await back(bob, small, large);
      expect(await served()).toMatchObject({
        status: 'suspended',
        approvedRevision: { digest: small },
      });
      registry.state.entities = [];
      await registry.sync.run();
      await expect(back(bob, large, small)).rejects.toMatchObject({
        code: 'server.retired',
      });
    });

    it('tells the whole history page by page', async () => {
      const digests = [await approved(SMALL), await approved(LARGE)];
      digests.push(await submit(OTHER));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await registry.revisionHistory.list(bob, {
          serverRef: REF,
          limit: 2,
          cursor,
        });
        expect(page.approvedDigest).toBe(digests[1]);
        seen.push(
          ...page.items.map(
            ({ number, state, canRollBack }) =>
              `${number} ${state} ${canRollBack}`,
          ),
        );
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual([
        '3 submitted false',
        '2 approved false',
        '1 replaced true',
      ]);
      const { before, changes } = await registry.revisionHistory.diff(bob, {
        digest: digests[2],
        against: digests[0],
      });
      expect(before?.number).toBe(1);
      expect(changes.length).toBeGreaterThan(0);
    });
  },
);
