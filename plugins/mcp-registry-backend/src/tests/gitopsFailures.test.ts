import { TestDatabases } from '@backstage/backend-test-utils';
import type { ImportProblemCode } from '@sallyport/backstage-plugin-mcp-registry-common';
import {
  type DefinitionSource,
  ImportRefusal,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import { stringify } from 'yaml';
import { serverEntity } from '../__testUtils__/entities';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';
import { userEntities } from '../gitops/__testUtils__/users';
import { NO_GITOPS } from '../gitops/settings/GitOpsSettings';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const OWNERS = ['group:default/platform-admins'];

/** A source whose answers a test sets. */
class Source implements DefinitionSource {
  readonly id = 'definitions';
  readonly title = 'Company servers';
  readonly place = 'https://git.example.com/acme/servers.git';
  revision = 'a'.repeat(40);
  problem?: { code: ImportProblemCode; where: string[] } | Error;
  /** Learns that reading began, which takes until somebody ends it then. */
  onBegun?: () => void;
  readonly done: string[] = [];

  async read({ signal }: { signal: AbortSignal }) {
    if (this.onBegun) {
      this.onBegun();
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      this.done.push('ended');
      signal.throwIfAborted();
    }
    const { problem, revision } = this;
    if (problem instanceof Error) throw problem;
    if (problem) throw new ImportRefusal(problem.code, problem.where);
    const { metadata, ...entity } = serverEntity({ name: 'orders' });
    const { annotations, ...rest } = metadata;
    const text = stringify({ ...entity, metadata: rest });
    return { revision, files: [{ path: 'orders.yaml', text }], changes: [] };
  }

  async close() {
    this.done.push('closed');
  }
}

describe.each(databases.eachSupportedId())(
  'an import that fails on its own, on %s',
  databaseId => {
    let registry: TestRegistry;
    let source: Source;

    const look = async (times = 1) => {
      for (let at = 0; at < times; at += 1) {
        registry.wait(60);
        await registry.gitOps.run();
      }
    };
    const start = async (owners?: string[]) => {
      source = new Source();
      registry = await startRegistry({
        knex: await databases.init(databaseId),
        entities: userEntities(),
        gitOps: { ...NO_GITOPS, owners },
        gitOpsAdditions: {
          sources: [{ source, evidence: ['signature'] }],
          evidence: [],
        },
      });
      await look();
      registry.state.sent.length = 0;
      registry.state.audited.length = 0;
    };
    const told = () =>
      registry.state.sent
        .filter(({ payload }) => payload.scope === 'mcp-gitops:definitions')
        .map(({ payload }) => payload.title);
    const audited = () =>
      registry.state.audited.map(({ status, meta, error }) => [
        status,
        meta?.problem ?? meta?.wasOver ?? meta?.revision,
        ...(error ? [error] : []),
      ]);

    it('tells its owners once of each failure, and once that it is over', async () => {
      await start(OWNERS);
      source.problem = { code: 'definitions.invalid', where: ['a.yaml: x'] };
      await look(3);
      expect(told()).toEqual(['Nothing is imported from Company servers']);
      const [{ recipients, payload }] = registry.state.sent;
      expect(recipients).toMatchObject({ entityRef: OWNERS });
      expect(payload).toMatchObject({
        severity: 'high',
        link: '/ai-tools/operations?view=repositories',
        description: expect.stringMatching(
          /not valid[\s\S]*a\.yaml: x[\s\S]*goes on serving/,
        ),
      });
      // Another failure is news; the same one at another place, too.
      source.problem = { code: 'definitions.invalid', where: ['b.yaml: y'] };
      await look(2);
      source.problem = { code: 'source.unsigned', where: ['c1'] };
      await look(2);
      expect(told()).toHaveLength(3);
      source.problem = undefined;
      await look(2);
      expect(told().slice(3)).toEqual(['Company servers is imported again']);
      // The same failure later is news again.
      source.problem = { code: 'source.unsigned', where: ['c1'] };
      await look(2);
      expect(told()).toHaveLength(5);
    });

    it('counts as one failure what only names another commit each time', async () => {
      await start();
      for (const head of ['1', '2', '3']) {
        source.problem = {
          ...{ code: 'source.history-rewritten', where: [`now: ${head}`] },
        };
        await look();
      }
      expect(told()).toHaveLength(1);
      // Nobody else was named: the review team is told.
      expect(registry.state.sent[0].recipients).toMatchObject({
        entityRef: ['group:default/security'],
      });
    });

    it.each([
      ['is away', { code: 'source.unreachable' as const, where: ['x'] }],
      ['fails for a reason of our own', new Error('the disk is full')],
    ])(
      'bothers nobody with what passes by itself: it %s',
      async (_, problem) => {
        await start();
        source.problem = problem;
        await look(2);
        source.problem = undefined;
        await look();
        expect(told()).toEqual([]);
        source.problem = problem;
        await look(3);
        expect(told()).toEqual(['Nothing is imported from Company servers']);
        source.problem = undefined;
        await look();
        expect(told()).toHaveLength(2);
      },
    );

    it('is no failure when the registry stops meanwhile; its source is closed after it', async () => {
      await start(OWNERS);
      let running: Promise<void> | undefined;
      await new Promise<void>(resolve => {
        source.onBegun = resolve;
        running = registry.gitOps.run();
      });
      await registry.gitOps.close();
      await running;
      expect(source.done).toEqual(['ended', 'closed']);
      expect(told()).toEqual([]);
      expect(audited()).toEqual([]);
    });

    it('writes for auditors what was imported, what failed and when that was over', async () => {
      await start();
      source.problem = { code: 'source.unsigned', where: ['c1'] };
      await look(3);
      source.problem = undefined;
      await look(2);
      source.revision = 'b'.repeat(40);
      await look();
      expect(audited()).toEqual([
        [
          'failed',
          'source.unsigned',
          'A commit of the branch has no signature of somebody who may sign. c1',
        ],
        ['succeeded', 'source.unsigned'],
        ['succeeded', 'b'.repeat(40)],
      ]);
      expect(
        new Set(registry.state.audited.map(({ eventId }) => eventId)),
      ).toEqual(new Set(['gitops-scheduled-import']));
    });
  },
);
