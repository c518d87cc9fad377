import { TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [bob, bill, carol, chris, dave] = [
  'bob',
  'bill',
  'carol',
  'chris',
  'dave',
].map(name => person(name));

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'changes that two sides decide, on %s (D7, invariant 5)',
  databaseId => {
    let registry: TestRegistry;

    const submit = async (by: typeof bob) =>
      await registry.submissions.submit(by, { serverRef: REF });
    const approve = async (by: typeof bob, digest: string) =>
      (
        await registry.revisionDecisions.decide(by, {
          digest,
          decision: { decision: 'approve' },
        })
      ).revision;
    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [
          serverEntity({
            mcp: { riskTier: 'high', dataClassification: 'confidential' },
          }),
        ],
      });
      await registry.sync.run();
      const { digest } = await submit(bob);
      await approve(carol, digest);
    });

    const reject = async (by: typeof bob, digest: string) =>
      (
        await registry.revisionDecisions.decide(by, {
          digest,
          decision: { decision: 'reject', reason: 'no' },
        })
      ).revision;
    const change = async (entity: Parameters<typeof serverEntity>[0]) => {
      registry.state.entities = [
        serverEntity({
          ...entity,
          mcp: {
            riskTier: 'high',
            dataClassification: 'confidential',
            ...entity?.mcp,
          },
        }),
      ];
      await registry.sync.run();
    };
    const inbox = async (who: typeof bob) => {
      const page = await registry.inbox.list(who, {});
      expect(page.open).toBe(page.items.length);
      return page.items.map(item => item.id);
    };
    const moveToFinance = async () => {
      await change({ owner: 'finance' });
      return await submit(dave);
    };
    const served = async () =>
      (await registry.accessDocuments.document(REF)).document;

    it.each([
      ['owner', { owner: 'finance' }],
      ['risk-tier', { mcp: { riskTier: 'medium' } }],
      ['data-classification', { mcp: { dataClassification: 'internal' } }],
      ['reaches', { mcp: { reaches: ['system:default/bank'] } }],
    ])('asks the previous owner when %s changes', async (reason, entity) => {
      await change(entity);
      expect((await submit(bob)).missingConsents).toEqual([
        {
          side: 'previous-owner',
          owner: 'group:default/data-platform',
          reasons: [reason],
        },
        { side: 'reviewers', owner: undefined, reasons: ['review'] },
      ]);
    });

    it('leaves other changes to the review team alone', async () => {
      await change({
        mcp: {
          riskTier: 'critical',
          dataClassification: 'restricted',
          audience: ['sales'],
        },
      });
      const revision = await submit(bob);
      expect(revision).not.toHaveProperty('missingConsents');
      expect(await inbox(bill)).toEqual([]);
      expect((await approve(carol, revision.digest)).state).toBe('approved');
    });

    it.each([
      ['the previous owner first', bob, carol],
      ['the review team first', carol, bob],
    ])('approves when both agreed, %s', async (_order, first, second) => {
      const { approvedRevision } = await served();
      const { digest } = await moveToFinance();
      expect([await inbox(first), await inbox(second)]).toEqual([
        [digest],
        [digest],
      ]);
      const half = await approve(first, digest);
      const [side, other] =
        first === bob
          ? ['previous-owner', 'reviewers']
          : ['reviewers', 'previous-owner'];
      expect(half).toMatchObject({
        state: 'submitted',
        consents: [{ side, by: first.userEntityRef }],
        missingConsents: [{ side: other }],
      });
      expect(half.history.at(-1)).toMatchObject({
        event: 'consented',
        by: first.userEntityRef,
        details: { side },
      });
      expect(registry.state.sent.at(-1)?.recipients).toMatchObject({
        entityRef: [
          first === bob
            ? 'group:default/security'
            : 'group:default/data-platform',
        ],
      });
      // What was approved is still served, and it is no longer the turn of those who agreed.
      expect((await served()).approvedRevision?.digest).toBe(
        approvedRevision?.digest,
      );
      const colleague = first === bob ? bill : chris;
      expect([await inbox(first), await inbox(colleague)]).toEqual([[], []]);
      for (const again of [first, colleague]) {
        await expect(approve(again, digest)).rejects.toMatchObject({
          code: 'revision.consent-given',
        });
      }
      expect(await inbox(second)).toEqual([digest]);

      const whole = await approve(second, digest);
      expect(whole).toMatchObject({ state: 'approved', missingConsents: [] });
      expect(whole.consents).toHaveLength(2);
      expect(await served()).toMatchObject({
        owner: 'group:default/finance',
        approvedRevision: { digest },
      });
      await expect(approve(second, digest)).rejects.toMatchObject({
        code: 'revision.already-decided',
      });
    });

    it('lets neither the submitter nor the new owner agree for a side', async () => {
      await change({ owner: 'finance' });
      const { digest } = await submit(bob);
      await expect(approve(bob, digest)).rejects.toMatchObject({
        code: 'revision.own',
      });
      await expect(approve(dave, digest)).rejects.toMatchObject({
        code: 'revision.not-approver',
      });
      await expect(approve(person('alice'), digest)).rejects.toMatchObject({
        code: 'revision.not-found',
      });
      expect([await inbox(bob), await inbox(dave)]).toEqual([[], []]);
    });

    it('takes two persons, even if one belongs to both sides', async () => {
      const both = {
        ...bill,
        isApprover: true,
        ownershipEntityRefs: [
          ...bill.ownershipEntityRefs,
          'group:default/security',
        ],
      };
      const { digest } = await moveToFinance();
      expect((await approve(both, digest)).consents).toMatchObject([
        { side: 'previous-owner', by: 'user:default/bill' },
      ]);
      expect(await inbox(both)).toEqual([]);
      await expect(approve(both, digest)).rejects.toMatchObject({
        code: 'revision.consent-given',
      });
      expect((await approve(carol, digest)).state).toBe('approved');
    });

    it('rejects when either side rejects, and forgets what was agreed to before', async () => {
      const { digest } = await moveToFinance();
      await approve(carol, digest);
      expect((await reject(bob, digest)).state).toBe('rejected');
      expect((await submit(dave)).consents).toEqual([]);
      await approve(bob, digest);
      expect((await reject(carol, digest)).state).toBe('rejected');
      await submit(dave);
      await approve(bob, digest);
      // Who agreed may think better of it.
      expect((await reject(bob, digest)).state).toBe('rejected');
      expect((await served()).owner).toBe('group:default/data-platform');
    });

    it('counts one consent of a side, and one approval, when all decide at once', async () => {
      const { digest } = await moveToFinance();
      const outcomes = await Promise.allSettled(
        [bob, bill, carol, chris].map(async who => await approve(who, digest)),
      );
      expect(outcomes.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
        'rejected',
      ]);
      const [shown] = await registry.servers.listRevisions(carol, REF);
      expect(shown).toMatchObject({ digest, state: 'approved' });
      expect(shown.consents?.map(consent => consent.side)).toEqual([
        'previous-owner',
        'reviewers',
      ]);
      expect(shown.history.map(entry => entry.event)).toEqual([
        'submitted',
        'consented',
        'approved',
      ]);
    });

    it('keeps a decision through another plugin as a proposal of its side', async () => {
      const { digest } = await moveToFinance();
      const proposed = await approve(
        person('bob', { actor: 'plugin:scaffolder' }),
        digest,
      );
      expect(proposed).toMatchObject({ consents: [], state: 'submitted' });
      expect((await approve(carol, digest)).proposal).toBeDefined();
      expect((await approve(bob, digest)).state).toBe('approved');
    });

    it('asks the owner of the server whose ref comes from another origin now', async () => {
      await change({ owner: 'finance', origin: 'url:https://elsewhere' });
      const { digest, serverId, missingConsents } = await submit(dave);
      expect(missingConsents?.[0]).toEqual({
        side: 'previous-owner',
        owner: 'group:default/data-platform',
        reasons: ['owner', 'origin'],
      });
      expect(await inbox(bob)).toEqual([digest]);
      expect((await approve(carol, digest)).state).toBe('submitted');
      expect((await served()).approvedRevision).toBeUndefined();
      expect((await approve(bob, digest)).state).toBe('approved');
      expect(await served()).toMatchObject({ serverId, status: 'active' });
    });

    it('asks whoever was approved since the submission', async () => {
      // Another origin takes the ref over before the first one's next version was reviewed.
      await change({ origin: 'url:https://two' });
      const two = await submit(bob);
      await change({ owner: 'finance', origin: 'url:https://three' });
      const three = await submit(dave);
      expect(three.missingConsents?.[0].owner).toBe(
        'group:default/data-platform',
      );
      await approve(bill, three.digest);
      await approve(carol, three.digest);
      await change({ origin: 'url:https://two' });
      // Two was agreed to by nobody, and now finance is the previous owner.
      const half = await approve(carol, two.digest);
      expect(half.missingConsents).toMatchObject([
        { side: 'previous-owner', owner: 'group:default/finance' },
      ]);
      await expect(approve(bill, two.digest)).rejects.toMatchObject({
        code: 'revision.not-approver',
      });
      expect((await approve(dave, two.digest)).state).toBe('approved');
    });
  },
);
