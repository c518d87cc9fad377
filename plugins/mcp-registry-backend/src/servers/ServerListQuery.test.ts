import { TestDatabases } from '@backstage/backend-test-utils';
import { serverEntity } from '../__testUtils__/entities';
import { person } from '../__testUtils__/people';
import { startRegistry } from '../__testUtils__/startRegistry';
import { listServers, type ServerListOptions } from './ServerListQuery';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
const NAMES = ['alpha', 'beta', 'delta', 'gamma', 'omega'];

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('listServers on %s', databaseId => {
  async function setUp() {
    const knex = await databases.init(databaseId);
    const registry = await startRegistry({
      knex,
      entities: NAMES.map(name =>
        serverEntity({
          name,
          title: name.toLocaleUpperCase('en-US'),
          description: `Does 100% of ${name}_things`,
          tags: name === 'beta' ? ['finance', 'demo'] : ['demo'],
          owner: name === 'gamma' ? 'finance' : 'data-platform',
          mcp: { riskTier: name === 'omega' ? 'critical' : 'low' },
        }),
      ),
    });
    await registry.sync.run();
    const list = async (options?: Partial<ServerListOptions>) =>
      await listServers(knex, {
        caller: person('alice'),
        visibleRefs: NAMES.map(name => `api:default/${name}`),
        allowed: { kind: 'all' },
        now: registry.state.now,
        limit: 50,
        ...options,
      });
    const names = async (options?: Partial<ServerListOptions>) =>
      (await list(options)).items.map(server => server.name);
    return { registry, list, names };
  }

  it('pages through everything exactly once', async () => {
    const { list } = await setUp();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, cursor });
      expect(page.totalItems).toBe(5);
      seen.push(...page.items.map(server => server.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(NAMES);
    await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'cursor.invalid',
    });
  });

  it('filters and searches, and takes no wildcard from the search text', async () => {
    const { names, list, registry } = await setUp();
    expect(await names({ owner: 'group:default/finance' })).toEqual(['gamma']);
    expect(await names({ tag: 'finance' })).toEqual(['beta']);
    expect(await names({ riskTier: 'critical' })).toEqual(['omega']);
    expect(await names({ search: 'BETA things' })).toEqual(['beta']);
    expect(await names({ search: '100%' })).toEqual(NAMES);
    expect(await names({ search: 'a%a' })).toEqual([]);
    expect(await names({ search: "'; drop table servers; --" })).toEqual([]);
    expect(await names({ status: 'active' })).toEqual([]);
    expect((await list()).facets).toEqual({
      owners: ['group:default/data-platform', 'group:default/finance'],
      tags: ['demo', 'finance'],
    });

    // What a server does is found by its tools, once they are approved.
    expect(await names({ search: 'adds numbers' })).toEqual([]);
    const { digest } = await registry.submissions.submit(person('bob'), {
      serverRef: 'api:default/alpha',
    });
    expect(await names({ search: 'adds numbers' })).toEqual([]);
    await registry.revisionDecisions.decide(person('carol'), {
      digest,
      decision: { decision: 'approve' },
    });
    expect(await names({ search: 'adds numbers' })).toEqual(['alpha']);

    expect(await names({ usable: true })).toEqual([]);
    const { id } = await registry.accessRequests.create(person('alice'), {
      serverRef: 'api:default/alpha',
      purpose: 'work',
      subject: 'group:default/web-team',
      tools: { kind: 'all' },
      durationDays: 1,
    });
    await registry.accessDecisions.decide(person('bob'), {
      id,
      decision: { decision: 'approve' },
    });
    expect(await names({ usable: true })).toEqual(['alpha']);
    expect(await names({ usable: false })).toEqual(NAMES.slice(1));
    registry.wait(24 * 60 * 60);
    expect(await names({ usable: true, now: registry.state.now })).toEqual([]);
  });

  it('shows what the catalog and the policy show, and what one decides about', async () => {
    const { names, list } = await setUp();
    expect(await names({ visibleRefs: ['api:default/beta'] })).toEqual([
      'beta',
    ]);
    expect(await names({ allowed: { kind: 'none' } })).toEqual([]);
    const conditions: ServerListOptions['allowed'] = {
      kind: 'some',
      criteria: {
        allOf: [
          { not: { key: 'riskTier', values: ['critical'] } },
          {
            anyOf: [
              { key: 'owner', values: ['group:default/finance'] },
              { key: 'status', values: ['active'] },
            ],
          },
        ],
      },
    };
    expect(await names({ allowed: conditions })).toEqual(['gamma']);
    expect((await list({ allowed: conditions })).facets.owners).toEqual([
      'group:default/finance',
    ]);
    // The owner of the others decides about them, so the policy cannot hide them.
    expect(await names({ allowed: conditions, caller: person('bob') })).toEqual(
      NAMES,
    );
  });
});
