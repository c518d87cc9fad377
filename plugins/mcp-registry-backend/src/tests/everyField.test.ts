import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { snapshotFields } from '@sallyport/backstage-plugin-mcp-registry-common';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { serverEntity } from '../__testUtils__/entities';
import { mcpWith, twoValuesOf } from '../__testUtils__/fieldValues';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const REF = 'api:default/everything';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(name =>
  person(name),
);

jest.setTimeout(60_000);

/** All but the feed's counter and the migrations. */
const TABLES =
  'servers, server_tags, server_aliases, server_limits, server_recordings, revisions, revision_consents, revision_checks, access_requests, grants, history, lifecycle_notices';

/** How a field comes to be what it is, and how it becomes another: what the world says before and after. */
interface World {
  entity: Parameters<typeof serverEntity>[0];
  tools?: object[];
  instructions?: string;
  installed?: string;
}

const TOOL = { name: 'echo', annotations: { readOnlyHint: true } };
/** Fields that are not `spec.mcp`'s own. What is in none of the two lists does not pass. */
const ELSEWHERE: Record<string, [World, World]> = {
  owner: [{ entity: {} }, { entity: { owner: 'finance' } }],
  reaches: [
    { entity: { mcp: { reaches: ['system:default/shop'] } } },
    { entity: { mcp: { reaches: ['system:default/bank'] } } },
  ],
  'installed/integrity': [
    { entity: {}, installed: 'sha512-first' },
    { entity: {}, installed: 'sha512-second' },
  ],
  'toolSurface/tools/[]/name': [
    { entity: {}, tools: [TOOL] },
    { entity: {}, tools: [{ ...TOOL, name: 'ecno' }] },
  ],
  'toolSurface/tools/[]/digest': [
    { entity: {}, tools: [{ ...TOOL, description: 'Says it again' }] },
    { entity: {}, tools: [{ ...TOOL, description: 'Says it to all' }] },
  ],
  'toolSurface/tools/[]/annotationsDigest': [
    { entity: {}, tools: [TOOL] },
    {
      entity: {},
      tools: [{ ...TOOL, annotations: { ...TOOL.annotations, title: 'Echo' } }],
    },
  ],
  'toolSurface/tools/[]/effect': [
    { entity: {}, tools: [TOOL] },
    { entity: {}, tools: [{ name: 'echo' }] },
  ],
  'toolSurface/instructionsDigest': [
    { entity: {}, instructions: 'Be kind' },
    { entity: {}, instructions: 'Be quick' },
  ],
};
/** Decide which server it is: another one has no approval to carry over. Tested below, as is the formula. */
const IDENTITY = ['version', 'serverId', 'serverRef', 'origin'];

const fields = snapshotFields().filter(({ path }) => !IDENTITY.includes(path));

/** A field that can only be there or not, such as `privileged: false`, is not there before. */
function worldsOf(field: (typeof fields)[number]): [World, World] {
  const known = ELSEWHERE[field.path];
  if (known) return known;
  const [first, second] = twoValuesOf(field.schema);
  const [before, after] =
    second === undefined ? [second, first] : [first, second];
  if (/^credential\/\([^)]*\)\/type$/.test(field.path)) {
    return [{ entity: {} }, { entity: { mcp: mcpWith(field.path, first) } }];
  }
  return [
    { entity: { mcp: mcpWith(field.path, before) } },
    { entity: { mcp: mcpWith(field.path, after) } },
  ];
}

describe.each(databases.eachSupportedId())(
  'an approval for one digest never lets another one serve, on %s (invariants 4 and 5, D7)',
  databaseId => {
    let registry: TestRegistry;
    let shared: Knex | undefined;

    /** One for each field; on PostgreSQL, where a hundred would take minutes to be dropped, the same one, emptied. */
    const emptyDatabase = async () => {
      if (databaseId === 'SQLITE_3') return await databases.init(databaseId);
      if (shared) await shared.raw(`TRUNCATE ${TABLES} CASCADE`);
      shared ??= await databases.init(databaseId);
      return shared;
    };

    const become = async (world: World) => {
      registry.state.entities = [serverEntity(world.entity)];
      registry.state.tools = world.tools ?? [TOOL];
      registry.state.runtime = {
        instructions: world.instructions,
        ...(world.installed && { installed: { integrity: world.installed } }),
      };
      await registry.sync.run();
    };
    const approve = async (who: typeof bob, digest: string) =>
      (
        await registry.revisionDecisions.decide(who, {
          digest,
          decision: { decision: 'approve' },
        })
      ).revision;
    const begin = async (world: World) => {
      registry = await startRegistry({
        knex: await emptyDatabase(),
        entities: [],
        // What a check would find does not matter here.
        builtInChecks: [],
        checkSettings: { required: NO_CHECKS_REQUIRED },
      });
      await become(world);
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: REF,
      });
      await approve(carol, digest);
      return digest;
    };
    /** What gateways serve, but for the number of the change. */
    const served = async () => {
      const { document } = await registry.accessDocuments.document(REF);
      return { ...document, sequence: 0, title: '' };
    };

    it('knows a way to change every field, and no field that is not there', () => {
      expect(fields.length).toBeGreaterThan(60);
      const paths = fields.map(({ path }) => path);
      expect(
        Object.keys(ELSEWHERE).filter(path => !paths.includes(path)),
      ).toEqual([]);
    });

    it.each(fields.map(field => [field.path, field] as const))(
      '%s',
      async (_path, field) => {
        const [before, after] = worldsOf(field);
        const a = await begin(before);
        const first = await served();
        expect(first.approvedRevision?.digest ?? a).toBe(a);

        await become(after);
        expect(await served()).toEqual(first);
        const waiting = await registry.submissions.submit(bob, {
          serverRef: REF,
        });
        expect(waiting.digest).not.toBe(a);
        expect(waiting.state).toBe('submitted');
        expect(await served()).toEqual(first);

        // What approved A says nothing of B, whatever is tried with it.
        await expect(approve(carol, a)).rejects.toMatchObject({
          code: 'revision.already-decided',
        });
        await expect(approve(bob, waiting.digest)).rejects.toMatchObject({
          code: 'revision.own',
        });
        await expect(
          registry.rollbacks.rollBack(carol, {
            serverRef: REF,
            digest: waiting.digest,
            seenApprovedDigest: a,
            reason: 'a way round',
          }),
        ).rejects.toMatchObject({ code: 'revision.not-restorable' });
        await registry.sync.run();
        expect(await served()).toEqual(first);
        const open = await registry.inbox.list(carol, {});
        expect(open.items.map(({ id }) => id)).toEqual([waiting.digest]);
        const { changes } = await registry.revisionHistory.diff(carol, {
          digest: waiting.digest,
        });
        expect(changes.map(({ path }) => path.split('/')[0])).toContain(
          field.path.split('/')[0],
        );

        await registry.revisionDecisions.decide(carol, {
          digest: waiting.digest,
          decision: { decision: 'reject', reason: 'no' },
        });
        expect(await served()).toEqual(first);
      },
    );

    it.each([
      ['serverRef', { name: 'others' }, 'api:default/others'],
      ['origin and serverId', { origin: 'url:https://elsewhere' }, REF],
    ])('%s: another server has no approval', async (_what, entity, ref) => {
      const a = await begin({ entity: {} });
      registry.state.entities = [serverEntity(entity)];
      await registry.sync.run();
      const { document } = await registry.accessDocuments.document(ref);
      expect(document.approvedRevision).toBeUndefined();
      const { digest } = await registry.submissions.submit(bob, {
        serverRef: ref,
      });
      expect(digest).not.toBe(a);
      expect(
        (await registry.accessDocuments.document(ref)).document,
      ).not.toHaveProperty('approvedRevision');
    });

    it('leaves to those who decided until then whether the risk tier, the classification or the owner changes', async () => {
      const before = {
        mcp: { riskTier: 'critical', dataClassification: 'restricted' },
      };
      await begin({ entity: before });
      const request = await registry.accessRequests.create(alice, {
        serverRef: REF,
        purpose: 'work',
        tools: { kind: 'all' },
        durationDays: 1,
      });
      await become({
        entity: {
          owner: 'finance',
          mcp: { riskTier: 'low', dataClassification: 'public' },
        },
      });
      const { digest } = await registry.submissions.submit(dave, {
        serverRef: REF,
      });
      // The new owner decides about nothing yet: no access, no revision, no stop.
      const accessByDave = registry.accessDecisions.decide(dave, {
        id: request.id,
        decision: { decision: 'approve' },
      });
      await expect(accessByDave).rejects.toMatchObject({
        code: 'request.not-found',
      });
      await expect(
        approve(person('dave', { actor: undefined }), digest),
      ).rejects.toMatchObject({ code: 'revision.own' });
      await expect(
        registry.servers.suspend(dave, { serverRef: REF, reason: 'mine' }),
      ).rejects.toMatchObject({ code: 'server.not-owner' });
      expect(await registry.servers.get(alice, REF)).toMatchObject({
        owner: 'group:default/data-platform',
        riskTier: 'critical',
        dataClassification: 'restricted',
      });
      const half = await approve(carol, digest);
      expect(half.missingConsents).toMatchObject([
        { side: 'previous-owner', owner: 'group:default/data-platform' },
      ]);
      expect(await served()).toMatchObject({
        owner: 'group:default/data-platform',
        riskTier: 'critical',
      });
      // The owner of until now decides, about access too.
      await registry.accessDecisions.decide(bob, {
        id: request.id,
        decision: { decision: 'approve' },
      });
      expect((await approve(bob, digest)).state).toBe('approved');
      expect(await served()).toMatchObject({
        owner: 'group:default/finance',
        riskTier: 'low',
      });
    });
  },
);
