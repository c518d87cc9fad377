import { TestDatabases } from '@backstage/backend-test-utils';
import { stringify } from 'yaml';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { DEFAULT_CHECKS } from '../checks/readCheckSettings';
import { type Committer, GitHost } from '../gitops/__testUtils__/GitHost';
import { userEntities } from '../gitops/__testUtils__/users';
import { GitOpsPresenter } from '../gitops/GitOpsPresenter';
import type { GitOpsSettings } from '../gitops/settings/GitOpsSettings';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const ORDERS = 'api:default/orders';
const [bob, carol, chris] = ['bob', 'carol', 'chris'].map(it => person(it));

/** A definition as a file; `mcp` overrides fields of `spec.mcp`. */
function file(
  mcp: object = {},
  options: { name?: string; owner?: string } = {},
) {
  const { name = 'orders', owner = 'data-platform' } = options;
  const { metadata, ...entity } = serverEntity({ name, owner, mcp });
  const { annotations, ...rest } = metadata;
  return stringify({ ...entity, metadata: rest });
}

jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())(
  'definitions in a Git repository, on %s',
  databaseId => {
    let host: GitHost;
    let registry: TestRegistry;
    let people: Record<string, Required<Committer>>;
    let settings: GitOpsSettings;

    beforeEach(async () => {
      host = await GitHost.start();
      people = Object.fromEntries(
        ['bob', 'carol', 'chris', 'robot', 'mallory'].map(it => [
          it,
          host.person(it),
        ]),
      );
      settings = {
        seconds: 60,
        allowsPortal: false,
        mergeDecides: { low: 1, medium: 2 },
        sources: [
          {
            ...{ id: 'definitions', title: 'Definitions', url: host.url },
            ...{ branch: 'main', path: 'servers', username: 'x' },
            token: 'a-token-of-the-portal',
            evidence: ['signature'],
            signers: [
              ...['bob', 'carol', 'chris'].map(name => ({
                ...{ name, user: `user:default/${name}` },
                sshKey: people[name].publicKey,
              })),
              { name: 'robot', sshKey: people.robot.publicKey },
            ],
          },
        ],
      };
      registry = await start();
    });

    afterEach(async () => {
      host.stop();
      await registry.gitOps.close();
    });

    async function start(checks?: { required: { low: string[] } }) {
      const started = await startRegistry({
        knex: await databases.init(databaseId),
        entities: userEntities(),
        gitOps: settings,
        ...(checks && {
          checkSettings: {
            required: { ...DEFAULT_CHECKS.required, ...checks.required },
          },
        }),
      });
      // What says nothing of itself counts as destructive, and so as more than low risk.
      started.state.tools = [
        { name: 'echo', annotations: { readOnlyHint: true } },
      ];
      return started;
    }
    /** One run of the task, the checks, and another run, as on a schedule. */
    const run = async () => {
      await registry.gitOps.run();
      await registry.checkWorker.run();
      await registry.gitOps.run();
    };
    const merge = async (
      files: Record<string, string | null>,
      options: Partial<Parameters<GitHost['merge']>[0]> = {},
    ) => {
      const id = host.merge({
        ...{ author: people.bob, merger: people.carol, files },
        ...options,
      });
      await run();
      return id;
    };
    /** The first import, which nobody's merge decides about. */
    const begin = async () => {
      host.commit(people.robot, { 'servers/README.md': '# Definitions' });
      host.commit(people.robot, {
        'servers/first.yaml': file({}, { name: 'first' }),
      });
      host.push();
      await run();
    };
    const source = async () => {
      const [only] = await GitOpsPresenter.create({
        ...{ gitOps: registry.gitOps, knex: registry.database.knex },
      }).list();
      return only;
    };
    const served = async () =>
      (await registry.accessDocuments.document(ORDERS)).document
        ?.approvedRevision;
    const status = async () =>
      (await registry.accessDocuments.document(ORDERS)).document?.status;
    const outcomes = async () =>
      (await source()).changes
        .filter(({ serverRef }) => serverRef === ORDERS)
        .map(({ outcome }) => outcome);

    it('serves what was merged with a signature, and nothing before', async () => {
      await begin();
      expect(await outcomes()).toEqual([]);
      await expect(served()).rejects.toMatchObject({
        code: 'server.not-found',
      });
      const id = await merge({ 'servers/orders.yaml': file() });
      expect(await outcomes()).toEqual(['approved']);
      expect((await served())?.digest).toMatch(/^sha256:/);
      const { items } = await registry.revisionHistory.list(carol, {
        serverRef: ORDERS,
      });
      expect(items).toMatchObject([
        {
          ...{ state: 'approved', submittedBy: 'user:default/bob' },
          decidedBy: 'user:default/carol',
          reason: `Merge (${id.slice(0, 12)})`,
        },
      ]);
      expect(await source()).toMatchObject({
        revision: id,
        summary: { added: [ORDERS], total: 2 },
        changes: expect.arrayContaining([
          expect.objectContaining({
            authors: ['user:default/bob'],
            reviewers: ['user:default/carol'],
          }),
        ]),
      });
      expect(
        host.seen.every(({ authorization }) =>
          authorization?.startsWith('Basic '),
        ),
      ).toBe(true);
    });

    it('lets no merge go around the checks', async () => {
      await registry.gitOps.close();
      registry = await start({ required: { low: ['reach', 'not-there'] } });
      await begin();
      await merge({ 'servers/orders.yaml': file() });
      expect(await outcomes()).toEqual(['waits-checks']);
      expect(await served()).toBeUndefined();
    });

    it('leaves the very first import to people: nobody has vouched for what came before', async () => {
      host.commit(people.robot, { 'servers/orders.yaml': file() });
      host.push();
      await run();
      expect(await outcomes()).toEqual(['waits-authors']);
      expect(await served()).toBeUndefined();
      const { items } = await registry.inbox.list(carol, {});
      expect(items).toHaveLength(1);
    });

    it.each([
      ['without a signature', () => ({ ...people.carol, key: undefined })],
      ['with the signature of a stranger', () => people.mallory],
    ])('refuses a merge %s, and all that comes with it', async (_, who) => {
      await begin();
      const before = (await source()).revision;
      const id = await merge(
        { 'servers/orders.yaml': file() },
        { merger: who() as Committer },
      );
      expect(await source()).toMatchObject({
        revision: before,
        problem: {
          ...{ code: 'source.unsigned' },
          where: [expect.stringContaining(id)],
          remedy: expect.stringContaining('signature'),
        },
      });
      // A good merge on top does not heal it.
      await merge({ 'servers/stocks.yaml': file({}, { name: 'stocks' }) });
      expect((await source()).problem?.where).toHaveLength(1);
      expect(await registry.database.knex('servers').select('name')).toEqual([
        { name: 'first' },
      ]);
    });

    it('does not let an author’s commit be signed by nobody and still decide', async () => {
      await begin();
      await merge(
        { 'servers/orders.yaml': file() },
        { author: { ...people.bob, key: undefined } as Committer },
      );
      expect(await outcomes()).toEqual(['waits-authors']);
      expect(await served()).toBeUndefined();
    });

    it.each([
      ['the author merges', 'carol', 'carol', 'waits-reviewers'],
      ['the merger is no reviewer', 'carol', 'bob', 'waits-reviewers'],
      ['the merger is no person', 'carol', 'robot', 'waits-reviewers'],
      ['a machine wrote it', 'robot', 'carol', 'approved'],
    ])(
      'where %s it ends as %s → %s: %s',
      async (_, author, merger, outcome) => {
        await begin();
        await merge(
          { 'servers/orders.yaml': file() },
          { author: people[author], merger: people[merger] },
        );
        expect(await outcomes()).toEqual([outcome]);
      },
    );

    it('counts whoever changes something while merging as an author', async () => {
      await begin();
      host.git(['checkout', '-q', '-B', 'feature']);
      host.commit(people.bob, { 'servers/orders.yaml': file() });
      host.git(['checkout', '-q', 'main']);
      host.git(['merge', '-q', '--no-ff', '--no-commit', 'feature']);
      host.commit(people.carol, {
        'servers/orders.yaml': file({ riskTier: 'low', compliance: ['gdpr'] }),
      });
      host.push();
      await run();
      expect(await outcomes()).toEqual(['waits-reviewers']);
    });

    it('asks as many reviewers as the risk needs, and for high risk the portal', async () => {
      await begin();
      await merge({
        'servers/orders.yaml': file({ dataClassification: 'confidential' }),
      });
      expect(await outcomes()).toEqual(['waits-reviewers']);
      await merge({ 'servers/orders.yaml': file({ riskTier: 'high' }) });
      expect(await outcomes()).toEqual(['waits-portal', 'waits-portal']);
      expect(await served()).toBeUndefined();
    });

    it('lets no author decide in the portal, and others do', async () => {
      await begin();
      await merge(
        { 'servers/orders.yaml': file({ riskTier: 'high' }) },
        { author: people.bob },
      );
      await merge(
        {
          'servers/orders.yaml': file({ riskTier: 'high', compliance: ['x'] }),
        },
        { author: people.carol, merger: people.chris },
      );
      const { items } = await registry.revisionHistory.list(carol, {
        ...{ serverRef: ORDERS, state: 'submitted' },
      });
      const decide = async (who: typeof carol) =>
        await registry.revisionDecisions.decide(who, {
          ...{ digest: items[0].digest },
          decision: { decision: 'approve' },
        });
      // Bob submitted it; Carol wrote the newer half.
      await expect(decide(carol)).rejects.toMatchObject({
        code: 'revision.own',
      });
      await decide(chris);
      await run();
      expect(await outcomes()).toEqual([
        'decided-in-portal',
        'decided-in-portal',
      ]);
      expect((await served())?.digest).toBe(items[0].digest);
    });

    it('does not ask again what was rejected', async () => {
      await begin();
      await merge({ 'servers/orders.yaml': file({ riskTier: 'high' }) });
      const { items } = await registry.revisionHistory.list(carol, {
        serverRef: ORDERS,
      });
      await registry.revisionDecisions.decide(carol, {
        ...{ digest: items[0].digest },
        decision: { decision: 'reject', reason: 'no' },
      });
      await run();
      await run();
      expect(await outcomes()).toEqual(['decided-in-portal']);
      const after = await registry.revisionHistory.list(carol, {
        serverRef: ORDERS,
      });
      expect(after.items.map(({ state }) => state)).toEqual(['rejected']);
    });

    it.each([
      ['chris', 'waits-reviewers'],
      ['carol', 'approved'],
    ])(
      'lets nobody decide by merging what they put up in the portal: Chris did, %s merges: %s',
      async (merger, outcome) => {
        await begin();
        const harmless = registry.state.tools;
        registry.state.tools = [{ name: 'say' }];
        host.merge({
          ...{ author: people.bob, merger: people[merger] },
          files: { 'servers/orders.yaml': file() },
        });
        await run();
        expect(await served()).toBeUndefined();
        // As it was found now it is of low risk, where one reviewer is enough.
        registry.state.tools = harmless;
        const { digest } = await registry.submissions.submit(chris, {
          serverRef: ORDERS,
        });
        await run();
        expect(await outcomes()).toEqual([outcome]);
        expect((await served())?.digest).toBe(
          outcome === 'approved' ? digest : undefined,
        );
      },
    );

    it('takes a revert for a rollback', async () => {
      await begin();
      await merge({ 'servers/orders.yaml': file() });
      const good = (await served())?.digest;
      const bad = await merge({
        'servers/orders.yaml': file({ compliance: ['gdpr'] }),
      });
      expect((await served())?.digest).not.toBe(good);
      await merge({}, { revert: bad, message: 'Back' });
      expect(await outcomes()).toEqual(['restored', 'approved', 'approved']);
      expect((await served())?.digest).toBe(good);
      const { items } = await registry.revisionHistory.list(carol, {
        serverRef: ORDERS,
      });
      expect(items.map(({ state }) => state)).toEqual(['replaced', 'approved']);
    });

    it('imports nothing of a broken definition, and says where it is', async () => {
      await begin();
      const { revision } = await source();
      await merge({
        'servers/orders.yaml': file(),
        'servers/broken.yaml': 'kind: API\nspec: {type: mcp-server, mcp: [',
        'servers/wrong.yaml': file({ riskTier: 'none' }, { name: 'wrong' }),
      });
      const broken = await source();
      expect(broken).toMatchObject({
        revision,
        problem: {
          code: 'definitions.invalid',
          where: [
            expect.stringContaining('servers/broken.yaml'),
            expect.stringContaining(
              'servers/wrong.yaml: wrong: spec.mcp.riskTier',
            ),
          ],
        },
      });
      expect(await outcomes()).toEqual([]);
      await merge({ 'servers/broken.yaml': null, 'servers/wrong.yaml': null });
      expect((await source()).problem).toBeUndefined();
      expect(await outcomes()).toEqual(['approved']);
    });

    it('refuses a history that was rewritten', async () => {
      await begin();
      await merge({ 'servers/orders.yaml': file() });
      const { revision } = await source();
      host.git(['reset', '-q', '--hard', 'HEAD~1']);
      await merge({
        'servers/orders.yaml': file({
          upstream: { type: 'sse', url: 'http://x' },
        }),
      });
      expect(await source()).toMatchObject({
        revision,
        problem: {
          code: 'source.history-rewritten',
          where: [expect.stringContaining(String(revision)), expect.anything()],
        },
      });
      expect((await served())?.upstream).toMatchObject({
        url: 'http://localhost:7010/orders',
      });
    });

    it('reads no links, and no folders beside its own', async () => {
      await begin();
      host.git(['checkout', '-q', 'main']);
      await merge({ 'elsewhere/orders.yaml': file() });
      expect((await source()).problem).toBeUndefined();
      expect(await outcomes()).toEqual([]);
      host.git(['checkout', '-q', '-B', 'links']);
      host.git([
        'update-index',
        '--add',
        '--cacheinfo',
        `120000,${host
          .git(['hash-object', '-w', '-t', 'blob', 'elsewhere/orders.yaml'])
          .trim()},servers/link.yaml`,
      ]);
      host.git(['commit', '-q', '-m', 'A link'], people.carol);
      host.git(['checkout', '-q', '-f', '-B', 'main']);
      host.push();
      await run();
      expect((await source()).problem).toMatchObject({
        code: 'source.out-of-bounds',
        where: ['servers/link.yaml: a link or a submodule'],
      });
    });

    it('retires what is gone, but not everything at once', async () => {
      await begin();
      await merge({ 'servers/orders.yaml': file() });
      await merge({ 'servers/orders.yaml': null });
      expect(await status()).toBe('retired');
      expect((await source()).summary).toMatchObject({ removed: [ORDERS] });
      await merge({ 'servers/first.yaml': null });
      expect((await source()).problem).toMatchObject({
        code: 'definitions.none-left',
      });
      await merge({
        'servers/first.yaml': file({}, { name: 'first' }),
        'servers/orders.yaml': file(),
      });
      expect(await status()).toBe('active');
    });

    it('takes no name that another server has', async () => {
      await begin();
      registry.state.entities = [
        ...userEntities(),
        serverEntity({ name: 'orders' }),
      ];
      await registry.sync.run();
      await merge({ 'servers/orders.yaml': file() });
      expect((await source()).problem).toMatchObject({
        code: 'definitions.name-taken',
        where: ['servers/orders.yaml: api:default/orders'],
      });
    });

    it('says so while the repository is away, and goes on afterwards', async () => {
      await begin();
      host.isAway = true;
      await merge({ 'servers/orders.yaml': file() });
      const { problem } = await source();
      expect(problem).toMatchObject({ code: 'source.unreachable' });
      expect(JSON.stringify(problem)).not.toContain('a-token-of-the-portal');
      host.isAway = false;
      await run();
      expect(await outcomes()).toEqual(['approved']);
    });

    it('is not decided by a merge what changed behind the definition', async () => {
      await begin();
      await merge({ 'servers/orders.yaml': file() });
      registry.state.tools = [
        { name: 'echo', annotations: { readOnlyHint: true } },
        { name: 'dump', annotations: { readOnlyHint: true } },
      ];
      await merge({ 'servers/orders.yaml': file({ compliance: ['gdpr'] }) });
      expect(await outcomes()).toEqual(['waits-tools', 'approved']);
    });

    it('needs both sides where a merge would take a server over', async () => {
      await begin();
      await merge({ 'servers/orders.yaml': file() });
      await merge({ 'servers/orders.yaml': file({}, { owner: 'finance' }) });
      expect(await outcomes()).toEqual(['waits-sides', 'approved']);
      expect((await served())?.digest).toBeDefined();
    });

    it('points those who would change it in the portal to the repository', async () => {
      await begin();
      await merge({ 'servers/orders.yaml': file() });
      await expect(
        registry.registration.register(bob, {
          ...{ name: 'mine', description: 'Mine', owner: 'user:default/bob' },
          ...{ riskTier: 'low', dataClassification: 'public' },
          upstream: { type: 'streamable-http', url: 'http://localhost:1/mcp' },
        }),
      ).rejects.toMatchObject({ code: 'server.by-pull-request' });
    });
  },
);
