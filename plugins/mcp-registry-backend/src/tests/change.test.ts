import { TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const alice = person('alice');
const bob = person('bob');
const carol = person('carol');

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'what changes, on %s',
  databaseId => {
    let registry: TestRegistry;

    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [serverEntity()],
      });
      await registry.sync.run();
    });

    const submitAndApprove = async () => {
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      await registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      });
      return digest;
    };
    const grantAlice = async () => {
      const { id } = await registry.accessRequests.create(alice, {
        serverRef: REF,
        purpose: 'work',
        tools: { kind: 'all' },
        durationDays: 10,
      });
      await registry.accessDecisions.decide(bob, {
        id,
        decision: { decision: 'approve' },
      });
    };
    const document = async () =>
      (await registry.accessDocuments.document(REF)).document;

    it('serves what was approved when the entity changes, and says so (D7)', async () => {
      const digest = await submitAndApprove();
      const pending = await registry.accessRequests.create(alice, {
        serverRef: REF,
        purpose: 'work',
        tools: { kind: 'all' },
        durationDays: 10,
      });
      registry.state.entities = [
        serverEntity({
          owner: 'finance',
          mcp: {
            riskTier: 'critical',
            upstream: {
              type: 'streamable-http',
              url: 'https://evil.example/mcp',
            },
          },
        }),
      ];
      await registry.sync.run();
      expect(await document()).toMatchObject({
        owner: 'group:default/data-platform',
        riskTier: 'low',
        approvedRevision: {
          digest,
          upstream: { url: 'http://localhost:7010/everything' },
        },
      });
      const shown = await registry.servers.get(alice, REF);
      expect(shown.status).toBe('active');
      expect(shown.statusReason).toContain('owner, risk tier, address');
      // The new owner does not decide before the change was reviewed.
      await expect(
        registry.accessDecisions.decide(person('dave'), {
          id: pending.id,
          decision: { decision: 'approve' },
        }),
      ).rejects.toMatchObject({ code: 'request.not-found' });
      expect(registry.state.sent.at(-1)).toMatchObject({
        recipients: {
          entityRef: ['group:default/data-platform', 'group:default/security'],
        },
      });

      const next = await registry.submissions.submit(person('dave'), {
        serverRef: REF,
      });
      expect(next.digest).not.toBe(digest);
      expect((await document()).approvedRevision?.digest).toBe(digest);
      for (const side of [bob, carol]) {
        await registry.revisionDecisions.decide(side, {
          digest: next.digest,
          decision: { decision: 'approve' },
        });
      }
      expect(await document()).toMatchObject({
        owner: 'group:default/finance',
        approvedRevision: { digest: next.digest },
      });
      const revisions = await registry.servers.listRevisions(carol, REF);
      expect(revisions.map(({ number, state }) => [number, state])).toEqual([
        [2, 'approved'],
        [1, 'replaced'],
      ]);
    });

    it('gives another origin a new id, and the old one no longer counts (D7)', async () => {
      await submitAndApprove();
      await grantAlice();
      const old = await document();
      registry.state.entities = [
        serverEntity({ origin: 'url:https://elsewhere' }),
      ];
      await registry.sync.run();
      const fresh = await document();
      expect(fresh.serverId).not.toBe(old.serverId);
      expect(fresh).toMatchObject({ status: 'registered', grants: [] });
      expect(fresh.approvedRevision).toBeUndefined();
      const changes = await registry.accessDocuments.changes({
        after: old.sequence,
      });
      expect(changes.changes.map(change => change.serverId).sort()).toEqual(
        [old.serverId, fresh.serverId].sort(),
      );

      // Back from the first origin: the same id, with its approval and grants, but stopped until somebody decides.
      registry.state.entities = [serverEntity()];
      await registry.sync.run();
      const back = await document();
      expect(back).toMatchObject({
        serverId: old.serverId,
        status: 'suspended',
      });
      expect(back.grants).toHaveLength(1);
      expect(
        await registry.servers.resume(bob, { serverRef: REF, reason: 'mine' }),
      ).toMatchObject({ status: 'active' });
    });

    it('retires a server whose entity is gone, and knows it again from the same origin (D6)', async () => {
      await submitAndApprove();
      await grantAlice();
      const old = await document();
      registry.state.entities = [];
      await registry.sync.run();
      expect(await document()).toMatchObject({
        serverId: old.serverId,
        status: 'retired',
      });
      await expect(registry.servers.get(alice, REF)).rejects.toMatchObject({
        code: 'server.not-found',
      });
      registry.state.entities = [serverEntity()];
      await registry.sync.run();
      expect(await document()).toMatchObject({
        serverId: old.serverId,
        status: 'active',
        grants: [{ subject: 'user:default/alice' }],
      });

      registry.state.entities = [];
      await registry.sync.run();
      registry.state.entities = [
        serverEntity({ origin: 'url:https://elsewhere' }),
      ];
      await registry.sync.run();
      expect(await document()).toMatchObject({
        status: 'registered',
        grants: [],
      });
    });

    it('makes another surface another revision', async () => {
      registry.state.tools = undefined;
      // It shows its tools to people alone, so a probe has not seen any.
      registry.state.runtime = { observed: { withoutCredential: 'closed' } };
      const unknown = await submitAndApprove();
      expect((await document()).approvedRevision?.tools).toBeNull();
      await expect(
        registry.accessRequests.create(alice, {
          serverRef: REF,
          purpose: 'work',
          tools: { kind: 'named', names: ['echo'] },
          durationDays: 1,
        }),
      ).rejects.toMatchObject({ code: 'terms.tools-unknown' });
      const failed = await registry.submissions.probe(bob, REF);
      expect(failed).toMatchObject({
        digest: unknown,
        toolSurface: { known: false, probeError: 'connection refused' },
      });

      registry.state.tools = [{ name: 'echo' }];
      const learnt = await registry.submissions.probe(carol, REF);
      expect(learnt).toMatchObject({
        number: 2,
        state: 'submitted',
        submittedBy: 'user:default/bob',
      });
      expect((await document()).approvedRevision?.digest).toBe(unknown);
      // Probing again finds the same and changes nothing.
      expect((await registry.submissions.probe(bob, REF)).digest).toBe(
        learnt.digest,
      );
      await registry.revisionDecisions.decide(carol, {
        digest: learnt.digest,
        decision: { decision: 'approve' },
      });
      expect((await document()).approvedRevision?.tools).toEqual([
        expect.objectContaining({ name: 'echo', effect: 'destroys' }),
      ]);
    });

    it('rejects with a reason and takes the same revision up again', async () => {
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      const decide = async (decision: object) =>
        await registry.revisionDecisions.decide(carol, {
          digest,
          decision: { decision: 'reject', ...decision },
        });
      await expect(decide({})).rejects.toMatchObject({
        code: 'reason.required',
      });
      await decide({ reason: 'say what it is for' });
      expect(await registry.servers.get(bob, REF)).toMatchObject({
        status: 'registered',
        statusReason: 'Not approved: say what it is for',
      });
      await expect(decide({ reason: 'again' })).rejects.toMatchObject({
        code: 'revision.already-decided',
      });
      const again = await registry.submissions.submit(bob, { serverRef: REF });
      expect(again).toMatchObject({ digest, number: 1, state: 'submitted' });
      expect(again.history.map(entry => entry.event)).toEqual([
        'submitted',
        'rejected',
        'submitted',
      ]);
    });

    it('keeps a proposed approval of a revision until somebody confirms it', async () => {
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      const { proposed } = await registry.revisionDecisions.decide(
        person('carol', { actor: 'plugin:scaffolder' }),
        { digest, decision: { decision: 'approve' } },
      );
      expect(proposed).toBe(true);
      expect((await document()).status).toBe('waiting');
      const { revision } = await registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision: 'approve' },
      });
      expect(revision.state).toBe('approved');
      expect(revision.proposal).toBeUndefined();
    });

    it('registers a server without a catalog file and knows its entity as its own', async () => {
      const definition = {
        name: 'orders',
        description: 'Looks up orders',
        owner: 'group:default/data-platform',
        riskTier: 'medium' as const,
        dataClassification: 'confidential' as const,
        upstream: {
          type: 'streamable-http' as const,
          url: 'http://localhost:7011/mcp',
        },
      };
      await expect(
        registry.registration.register(alice, definition),
      ).rejects.toMatchObject({ code: 'server.owner-not-yours' });
      const server = await registry.registration.register(bob, definition);
      expect(server).toMatchObject({
        serverRef: 'api:default/orders',
        status: 'waiting',
        pendingRevision: { submittedBy: 'user:default/bob' },
      });
      await expect(
        registry.registration.register(bob, definition),
      ).rejects.toMatchObject({ code: 'server.exists' });
      await expect(
        registry.registration.register(bob, {
          ...definition,
          name: 'everything',
        }),
      ).rejects.toMatchObject({ code: 'server.exists' });
      expect(await registry.registration.definitions()).toEqual([
        expect.objectContaining({ serverId: server.serverId, definition }),
      ]);

      // Not in the catalog yet: those concerned see it, others do not, and a sync does not retire it.
      await registry.sync.run();
      expect((await registry.servers.list(bob, {})).items).toHaveLength(2);
      expect((await registry.servers.list(alice, {})).items).toHaveLength(1);
      registry.state.entities.push(
        serverEntity({
          name: 'orders',
          origin: `mcp-registry:${server.serverId}`,
          mcp: { riskTier: 'low' },
        }),
      );
      await registry.sync.run();
      const known = await registry.servers.get(alice, 'api:default/orders');
      expect(known).toMatchObject({
        serverId: server.serverId,
        riskTier: 'medium',
        status: 'waiting',
      });
      expect((await registry.servers.list(alice, {})).items).toHaveLength(2);
    });
  },
);
