import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Knex } from 'knex';
import { applyDatabaseMigrations } from '../database/migrate';
import { waitUntil } from '../__testUtils__/waitUntil';
import { ServerCheck } from './ServerCheck';
import { SetupChecks } from './SetupChecks';
import { type ServerAnswer, SetupRunStore } from './SetupRunStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

jest.setTimeout(60_000);

function document(
  name: string,
  status: AccessDocument['status'] = 'active',
): AccessDocument {
  return {
    version: 1,
    sequence: 1,
    serverId: name,
    serverRef: `api:default/${name}`,
    title: name,
    owner: 'group:default/team',
    status,
    riskTier: 'low',
    dataClassification: 'internal',
    approvedRevision: {
      digest: 'sha256:1',
      upstream: {
        type: 'streamable-http',
        url: `http://${name}.example:7010/mcp`,
      },
      tools: [],
    },
    grants: [],
  };
}

function replica(
  knex: Knex,
  options: {
    documents: AccessDocument[];
    answers: Record<string, Promise<ServerAnswer> | ServerAnswer>;
    clock?: { now(): number };
  },
) {
  const held = new Map(options.documents.map(item => [item.serverRef, item]));
  const asked: string[] = [];
  const directory = {
    refs: () => [...held.keys()],
    get: (ref: string) => held.get(ref),
    status: () => ({ sequence: 1, state: 'current' as const }),
  };
  const servers = ServerCheck.create({
    store: SetupRunStore.create({ database: knex }),
    directory,
    ask: async ({ url }) => {
      const name = new URL(url).hostname.split('.')[0];
      asked.push(name);
      return await options.answers[name];
    },
    clock: options.clock ?? { now: () => Date.now() },
    logger: mockServices.logger.mock(),
  });
  const checks = SetupChecks.create({
    config: mockServices.rootConfig({
      data: { mcpGateway: { listen: { publicUrl: 'https://mcp.example' } } },
    }),
    directory,
    drivers: { report: async () => [] },
    checkpoints: { places: async () => [] },
    audit: {
      status: async () => ({ isUnwritable: false, isBehind: false, aside: [] }),
    },
    servers,
  });
  const upstreams = async () =>
    (await checks.list()).items.filter(({ threat }) => threat === 'D10');
  return { servers, checks, upstreams, asked };
}

describe.each(databases.eachSupportedId())('ServerCheck on %s', id => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init(id);
    await applyDatabaseMigrations(knex);
  });
  beforeEach(async () => {
    await knex('setup_runs').delete();
  });

  it('D10: names open servers and those that nothing is known of, never their addresses', async () => {
    const { checks, upstreams, asked } = replica(knex, {
      documents: [
        document('open'),
        document('closed'),
        document('away'),
        document('stopped', 'suspended'),
      ],
      answers: { open: 'open', closed: 'closed', away: 'unknown' },
    });
    expect(await upstreams()).toMatchObject([
      { finding: 'upstreams.not-checked', status: 'unknown' },
    ]);
    await checks.checkServers();
    await waitUntil(
      async () => (await checks.list()).run?.state === 'finished',
    );
    const listed = await checks.list();
    expect(listed.run).toMatchObject({ done: 3, total: 3 });
    expect(await upstreams()).toMatchObject([
      {
        finding: 'upstreams.open',
        status: 'warn',
        subjects: ['api:default/open'],
      },
      {
        finding: 'upstreams.unreachable',
        status: 'unknown',
        subjects: ['api:default/away'],
      },
    ]);
    expect(asked.sort()).toEqual(['away', 'closed', 'open']);
    expect(JSON.stringify(listed)).not.toContain('7010');
  });

  it('says that all are closed only after a whole run', async () => {
    let answer = (_: ServerAnswer) => {};
    const slow = new Promise<ServerAnswer>(resolve => {
      answer = resolve;
    });
    const { checks, upstreams } = replica(knex, {
      documents: [document('one'), document('two')],
      answers: { one: 'closed', two: slow },
    });
    await checks.checkServers();
    await waitUntil(async () => (await checks.list()).run?.done === 1);
    expect((await checks.list()).run?.state).toBe('running');
    expect(await upstreams()).toMatchObject([
      { finding: 'upstreams.not-checked' },
    ]);
    answer('closed');
    await waitUntil(
      async () => (await checks.list()).run?.state === 'finished',
    );
    expect(await upstreams()).toMatchObject([
      { finding: 'upstreams.closed', status: 'ok' },
    ]);
  });

  it('runs once, whoever asks and wherever; a run that died makes room', async () => {
    let now = Date.parse('2026-11-23T10:00:00Z');
    const clock = { now: () => now };
    const never = new Promise<ServerAnswer>(() => {});
    const documents = [document('one')];
    const first = replica(knex, { documents, answers: { one: never }, clock });
    const second = replica(knex, {
      documents,
      answers: { one: 'open' },
      clock,
    });
    await first.checks.checkServers();
    await waitUntil(() => first.asked.length === 1);
    expect(await second.checks.checkServers()).toMatchObject({
      state: 'running',
      done: 0,
    });
    expect(second.asked).toEqual([]);

    now += 61_000;
    expect((await second.checks.list()).run?.state).toBe('finished');
    expect(await second.upstreams()).toMatchObject([
      { finding: 'upstreams.not-checked' },
    ]);
    await second.checks.checkServers();
    await second.servers.stop();
    expect(second.asked).toEqual(['one']);
  });
});
