import { TestDatabases } from '@backstage/backend-test-utils';
import { NO_CHECKS_REQUIRED } from '../checks/readCheckSettings';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import {
  startRegistry,
  type TestRegistry,
} from '../__testUtils__/startRegistry';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(name => person(name));
const SERVERS = 12;
const refOf = (index: number) => `api:default/server-${index}`;

jest.setTimeout(120_000);

/** What it costs to review is counted in questions to the database, which are the same on every machine; times: `npm run bench:reviews`. */
describe.each(databases.eachSupportedId())(
  'reviewing asks the database as often however much there is, on %s',
  databaseId => {
    let registry: TestRegistry;
    const asked: string[] = [];

    beforeAll(async () => {
      const knex = await databases.init(databaseId);
      registry = await startRegistry({
        knex,
        entities: Array.from({ length: SERVERS }, (_, index) =>
          serverEntity({ name: `server-${index}` }),
        ),
        builtInChecks: [],
        checkSettings: { required: NO_CHECKS_REQUIRED },
      });
      await registry.sync.run();
      for (let index = 0; index < SERVERS; index += 1) {
        const serverRef = refOf(index);
        const { digest } = await registry.submissions.submit(bob, {
          serverRef,
        });
        await registry.revisionDecisions.decide(carol, {
          digest,
          decision: { decision: 'approve' },
        });
        await registry.accessRequests.create(alice, {
          ...{ serverRef, purpose: 'work' },
          tools: { kind: 'all' },
          durationDays: 1,
        });
      }
      registry.state.tools = [{ name: 'other' }];
      for (let index = 0; index < SERVERS; index += 1) {
        await registry.submissions.submit(bob, { serverRef: refOf(index) });
      }
      knex.on('query', ({ sql }: { sql: string }) => asked.push(sql));
    });

    const count = async (run: () => Promise<unknown>) => {
      asked.length = 0;
      await run();
      return asked.length;
    };

    it.each([
      ['revisions', carol],
      ['requests', bob],
    ])('the inbox, with %s', async (_what, who) => {
      const few = await count(() => registry.inbox.list(who, { limit: 2 }));
      const many = await count(async () => {
        const { items } = await registry.inbox.list(who, { limit: SERVERS });
        expect(items).toHaveLength(SERVERS);
      });
      expect(many).toBe(few);
      expect(many).toBeLessThanOrEqual(24);
    });

    it('what was decided', async () => {
      const list = (limit: number) =>
        registry.inbox.list(carol, { state: 'decided', limit });
      const few = await count(() => list(2));
      expect(await count(() => list(SERVERS))).toBe(few);
    });

    it('what was decided tells who, when and why, and reads no definition for it', async () => {
      asked.length = 0;
      const { items } = await registry.inbox.list(carol, { state: 'decided' });
      expect(items).toHaveLength(SERVERS);
      for (const { kind, id, decided, ...rest } of items) {
        expect(kind).toBe('revision');
        expect(decided).toMatchObject({
          ...{ digest: id, state: 'approved' },
          decidedBy: carol.userEntityRef,
          history: [{ event: 'submitted' }, { event: 'approved' }],
        });
        expect(Object.keys(rest).sort()).toEqual(['createdAt', 'server']);
      }
      expect(asked.filter(sql => /"revisions"\."?\*/.test(sql))).toEqual([]);
      expect(asked.join('\n')).not.toMatch(/tool_surface|snapshot/);
    });

    it('what was decided is shown to all of the review team, whoever decided', async () => {
      const list = (who: typeof carol) =>
        registry.inbox.list(who, { state: 'decided' });
      const ids = ({ items }: Awaited<ReturnType<typeof list>>) =>
        items.map(({ id }) => id);
      const chris = person('chris');
      expect(ids(await list(chris))).toEqual(ids(await list(carol)));
      expect(ids(await list(alice))).toEqual([]);
    });

    it('a difference, checks and a history', async () => {
      const { pendingRevision } = await registry.servers.get(carol, refOf(3));
      const digest = pendingRevision?.digest ?? '';
      expect(
        await count(() => registry.revisionHistory.diff(carol, { digest })),
      ).toBeLessThanOrEqual(5);
      expect(
        await count(() => registry.checks.list(carol, digest)),
      ).toBeLessThanOrEqual(6);
      expect(
        await count(() =>
          registry.revisionHistory.list(carol, { serverRef: refOf(3) }),
        ),
      ).toBeLessThanOrEqual(5);
    });

    it('what the gateway holds back: of all servers, one question', async () => {
      expect(await count(() => registry.drift.run())).toBe(1);
      // And it reads none of those of which nothing is held back.
      expect(asked[0]).toContain('held_tools');
    });
  },
);
