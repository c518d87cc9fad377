import { TestDatabases } from '@backstage/backend-test-utils';
import {
  canonicalDigest,
  REVISION_FORMULAS,
  type RevisionFormula,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import { startRegistry } from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const bob = person('bob');
const carol = person('carol');

/** An invented one: it sees the same, and names it otherwise. */
const SECOND: RevisionFormula = {
  version: 2,
  digest: async snapshot => await canonicalDigest({ formula: 2, snapshot }),
};

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'another formula for digests, on %s',
  databaseId => {
    const start = async (formulas?: RevisionFormula[]) => {
      const knex = await databases.init(databaseId);
      const begin = async (by?: RevisionFormula[]) => {
        const registry = await startRegistry({
          knex,
          entities: [serverEntity()],
          formulas: by,
        });
        await registry.sync.run();
        return registry;
      };
      const old = await begin(formulas);
      const { digest } = await old.submissions.submit(bob, { serverRef: REF });
      await old.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      });
      return { digest, updated: await begin([SECOND, ...REVISION_FORMULAS]) };
    };

    it('leaves what was approved approved: nothing new waits for anybody', async () => {
      const { digest, updated } = await start();
      const before = await updated.accessDocuments.document(REF);
      const same = await updated.submissions.submit(bob, { serverRef: REF });
      expect(same).toMatchObject({ digest, state: 'approved', number: 1 });
      expect((await updated.submissions.probe(bob, REF)).digest).toBe(digest);
      expect(await updated.inbox.count(carol)).toBe(0);
      const { document } = await updated.accessDocuments.document(REF);
      expect(document.approvedRevision).toEqual(
        before.document.approvedRevision,
      );
    });

    it('names what is new by itself, and lets nothing pass that the old one would not', async () => {
      const { digest, updated } = await start();
      updated.state.tools = [{ name: 'echo' }];
      const next = await updated.submissions.submit(bob, { serverRef: REF });
      expect(next).toMatchObject({ state: 'submitted', number: 2 });
      expect(next.snapshot).toMatchObject({ version: 2 });
      expect(
        (await updated.accessDocuments.document(REF)).document,
      ).toMatchObject({ approvedRevision: { digest } });
      const { changes } = await updated.revisionHistory.diff(carol, {
        digest: next.digest,
      });
      expect(changes.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['tool.effect-up', 'formula.changed']),
      );
      await updated.revisionDecisions.decide(carol, {
        digest: next.digest,
        decision: { decision: 'approve' },
      });
      // The way back leads to what the first formula named.
      const { revision, outcome } = await updated.rollbacks.rollBack(carol, {
        serverRef: REF,
        digest,
        seenApprovedDigest: next.digest,
        reason: 'it broke',
      });
      expect([outcome, revision.digest]).toEqual(['restored', digest]);
    });
  },
);
