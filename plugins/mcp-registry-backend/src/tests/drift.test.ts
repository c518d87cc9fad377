import { TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import type { HeldTool } from '../drift/HeldTool';

const REF = 'api:default/everything';
const OWNER = 'group:default/data-platform';
const SINCE = '2026-11-23T10:00:00.000Z';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const alice = person('alice');
const bob = person('bob');
const carol = person('carol');

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'tools that the gateway holds back, on %s',
  databaseId => {
    let registry: TestRegistry;
    let approved: string;

    beforeEach(async () => {
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: [serverEntity()],
      });
      await registry.sync.run();
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      await decide(digest, 'approve');
      approved = digest;
      registry.state.sent.length = 0;
    });

    async function decide(digest: string, decision: 'approve' | 'reject') {
      registry.wait(1);
      await registry.revisionDecisions.decide(carol, {
        digest,
        decision: { decision, reason: 'Because' },
      });
    }
    const document = async () =>
      (await registry.accessDocuments.document(REF)).document;
    const settledAt = async () =>
      (await document()).approvedRevision?.surface?.settledAt ?? '';
    /** What the gateway says, and what comes of it. */
    const hear = async (...tools: Partial<HeldTool>[]) => {
      const { serverId } = await document();
      registry.state.drift = [
        {
          serverId,
          tools: tools.map(one => ({
            ...{ name: 'echo', departure: 'changed', since: SINCE },
            ...one,
          })),
        },
      ];
      registry.wait(61);
      await registry.drift.run();
      return (await registry.servers.get(carol, REF)).pendingRevision;
    };
    const changedEcho = {
      definition: { name: 'echo', description: 'Sends it to everybody' },
    };

    it('says of every approved tool what the gateway compares it by', async () => {
      const { approvedRevision } = await document();
      expect(approvedRevision?.surface?.formula).toBe(1);
      for (const tool of approvedRevision?.tools ?? []) {
        expect(tool.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
        expect(tool.annotationsDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
      }
    });

    it('T1: puts up what the server lists now, in the gateway’s own name, once', async () => {
      const proposed = await hear(changedEcho);
      expect(proposed).toMatchObject({
        state: 'submitted',
        submittedBy: 'plugin:mcp-gateway',
        note: 'Changed: echo.',
      });
      expect(
        proposed?.toolSurface.tools.map(({ name, description }) => [
          name,
          description,
        ]),
      ).toEqual([
        ['echo', 'Sends it to everybody'],
        ['add', 'Adds two numbers'],
      ]);
      await registry.drift.run();
      expect(registry.state.sent).toHaveLength(1);
      expect(registry.state.sent[0]).toMatchObject({
        recipients: { entityRef: [OWNER, 'group:default/security'] },
        payload: { link: '/ai-tools/approvals' },
      });
      // What was approved is what is approved until somebody decides.
      expect((await document()).approvedRevision?.digest).toBe(approved);
      const inbox = await registry.inbox.list(carol, { state: 'open' });
      expect(inbox.items).toHaveLength(1);
      // People who only use it see that a tool is held back, and no unapproved text.
      const shown = await registry.servers.get(alice, REF);
      expect(shown.heldTools).toEqual([
        { name: 'echo', departure: 'changed', since: SINCE },
      ]);
      expect(shown.isPartHeldBack).toBe(true);
      expect(JSON.stringify(shown)).not.toContain('everybody');
    });

    it('knows as much as before where the gateway’s answer cannot be read', async () => {
      await hear(changedEcho);
      const { serverId } = await document();
      registry.state.drift = [{ serverId, tools: [], isUnreadable: true }];
      await registry.drift.run();
      const shown = await registry.servers.get(alice, REF);
      expect(shown.heldTools).toHaveLength(1);
    });

    it('approves it like any other, and says that somebody decided', async () => {
      const before = await settledAt();
      const proposed = await hear(changedEcho);
      await decide(proposed!.digest, 'approve');
      const { approvedRevision } = await document();
      expect(approvedRevision?.digest).toBe(proposed!.digest);
      expect(await settledAt()).not.toBe(before);
      registry.state.drift = [];
      await registry.drift.run();
      const shown = await registry.servers.get(alice, REF);
      expect(shown.heldTools).toBeUndefined();
      expect(shown.isPartHeldBack).toBe(false);
    });

    it('asks nobody again about what was rejected, and about something else it does', async () => {
      const proposed = await hear(changedEcho);
      await decide(proposed!.digest, 'reject');
      expect((await document()).approvedRevision?.digest).toBe(approved);
      expect(await hear(changedEcho)).toBeUndefined();
      const other = await hear({
        definition: { name: 'echo', description: 'Yet another' },
      });
      expect(other?.state).toBe('submitted');
    });

    it('shows what a decision itself holds back, and puts nothing up for it', async () => {
      expect(await hear({ reason: 'decided-ahead' })).toBeUndefined();
      const { heldTools } = await registry.servers.get(alice, REF);
      expect(heldTools).toHaveLength(1);
    });

    it('displaces nothing that a person has submitted', async () => {
      registry.state.tools = [{ name: 'brand-new' }];
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      expect((await hear(changedEcho))?.digest).toBe(digest);
      await decide(digest, 'reject');
      expect((await hear(changedEcho))?.submittedBy).toBe('plugin:mcp-gateway');
    });

    it('displaces its own proposal when the server changes again, but not every second', async () => {
      const first = await hear(changedEcho);
      const again = { definition: { name: 'echo', description: 'Again' } };
      const second = await hear(again);
      expect(second?.digest).not.toBe(first?.digest);
      registry.state.drift[0].tools[0].definition!.description = 'And again';
      await registry.drift.run();
      const { pendingRevision } = await registry.servers.get(carol, REF);
      expect(pendingRevision?.digest).toBe(second?.digest);
    });

    it('puts up what was added and what was removed', async () => {
      const proposed = await hear(
        {
          departure: 'added',
          name: 'grown',
          definition: { name: 'grown', description: 'New' },
        },
        { departure: 'removed', name: 'add' },
      );
      expect(proposed?.toolSurface.tools.map(({ name }) => name)).toEqual([
        'echo',
        'grown',
      ]);
      const { heldTools } = await registry.servers.get(alice, REF);
      expect(heldTools?.map(({ name }) => name)).toEqual(['add']);
    });

    it('keeps the review open when the tool changes back, and moves the moment only forward', async () => {
      const proposed = await hear(changedEcho);
      const back = await hear({ departure: 'returned' });
      expect(back?.digest).toBe(proposed?.digest);
      await decide(proposed!.digest, 'reject');
      const rejected = await settledAt();
      // Submitted again, its own decision is forgotten; that there was one is not.
      await hear(changedEcho);
      registry.wait(1);
      registry.state.tools = [
        { name: 'echo', description: 'Sends it to everybody' },
        { name: 'add', description: 'Adds two numbers' },
      ];
      await registry.submissions.submit(bob, { serverRef: REF });
      expect(await settledAt()).toBe(rejected);
    });

    it('takes a probe that finds what is approved for a look', async () => {
      const before = await document();
      registry.wait(5);
      await registry.submissions.probe(bob, REF);
      const after = await document();
      expect(after.sequence).toBeGreaterThan(before.sequence);
      expect(await settledAt()).toBe(registry.state.now.toISOString());
    });
  },
);
