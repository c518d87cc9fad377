// What reviewing costs in a large registry: the review page, the inbox and differences, through the registry's real router, on a
// PostgreSQL with 5,000 servers of ten revisions each. Usage: npm run bench:reviews [-- --servers 5000 --revisions 10 --requests 200
// --callers 4 --no-report]; writes docs/performance/<date>-reviews.md
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { seedReviews } from './lib/seedReviews.mjs';
import { startReviews } from './lib/startReviews.mjs';
import { toServerRow } from './lib/toServerRow.mjs';
import { writeReviewReport } from './lib/writeReviewReport.mjs';

const require = createRequire(import.meta.url);
const createKnex = require('knex');
const {
  describeTools,
} = require('../../plugins/mcp-registry-common/src/index.ts');

const { values } = parseArgs({
  options: {
    servers: { type: 'string', default: '5000' },
    revisions: { type: 'string', default: '10' },
    requests: { type: 'string', default: '200' },
    callers: { type: 'string', default: '4' },
    'no-report': { type: 'boolean', default: false },
  },
});
const [servers, revisions, requests, callers] = [
  values.servers,
  values.revisions,
  values.requests,
  values.callers,
].map(Number);
const BAR_MS = 300;
const say = text => process.stderr.write(`${text}\n`);

const quantile = (list, q) => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
};

/** The same on every machine, so that figures of two machines can be compared: names a hundred tools, and asks the database nothing. */
async function referenceJob(knex) {
  const tools = Array.from({ length: 100 }, (_, i) => ({
    name: `tool_${i}`,
    description: 'x'.repeat(500),
    inputSchema: { type: 'object', properties: { a: { type: 'string' } } },
  }));
  const naming = await times(30, async () => await describeTools(tools));
  const asking = await times(200, async () => await knex.raw('SELECT 1'));
  return { naming: quantile(naming, 0.5), asking: quantile(asking, 0.5) };
}

async function times(count, run) {
  const taken = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    await run(i);
    taken.push(performance.now() - began);
  }
  return taken;
}

/** Pseudo-random and always the same. */
function picker(seed) {
  let state = seed;
  return limit => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % limit;
  };
}

const postgres = await startPostgres();
const knex = createKnex({
  client: 'pg',
  connection: postgres.connectionString,
  pool: { min: 1, max: 10 },
});
let registry;
try {
  // Only to have the tables.
  await startReviews({ knex, entities: [] }).then(({ stop }) => stop());
  const began = performance.now();
  const { entities, meanSurfaceBytes } = await seedReviews({
    ...{ knex, servers, revisions, toServerRow, say },
  });
  const seededSeconds = (performance.now() - began) / 1000;
  const [
    {
      rows: [size],
    },
    counts,
  ] = await Promise.all([
    knex.raw('SELECT pg_size_pretty(pg_database_size(current_database())) s'),
    Promise.all(
      ['servers', 'revisions', 'revision_checks', 'history', 'grants'].map(
        async table => [
          table,
          Number((await knex(table).count({ n: '*' }))[0].n),
        ],
      ),
    ),
  ]);
  registry = await startReviews({ knex, entities });
  // The registry's own look at all that waits: only what waits for somebody is in an inbox.
  const firstLook = performance.now();
  await registry.services.approvalWorker.run();
  say(`first look ${((performance.now() - firstLook) / 1000).toFixed(0)} s`);
  await knex.raw('ANALYZE');
  const get = async (path, person) => {
    const response = await fetch(`${registry.url}${path}`, {
      headers: { 'x-person': person },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return { body: JSON.parse(text), bytes: text.length };
  };
  const CAROL = 'user:default/carol';
  const BOB = 'user:default/bob';
  const digests = (
    await knex('revisions').orderBy('digest').select('digest', 'server_id')
  ).map(row => row);
  const waiting = (
    await knex('revisions').where({ state: 'submitted' }).select('digest')
  ).map(({ digest }) => digest);
  const pick = picker(7);
  const anyServer = () => `server-${String(pick(servers)).padStart(5, '0')}`;
  const sameServer = () => {
    const first = digests[pick(digests.length)];
    const others = digests.filter(
      ({ server_id }) => server_id === first.server_id,
    );
    return [first.digest, others[pick(others.length)].digest];
  };
  const pairs = Array.from({ length: 50 }, sameServer);
  const openPages = [undefined];
  for (let page = 0; page < 20 && openPages.at(-1) !== null; page += 1) {
    const cursor = openPages.at(-1);
    const { body } = await get(
      `/inbox?state=open&limit=20${
        cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
      }`,
      CAROL,
    );
    openPages.push(body.nextCursor ?? null);
  }
  const cursors = openPages.filter(Boolean);
  for (const person of [CAROL, BOB]) {
    for (const state of ['open', 'decided']) {
      const { body } = await get(`/inbox?state=${state}&limit=20`, person);
      // An empty one is quick, and says nothing.
      if (body.items.length < Math.min(20, servers / 200)) {
        throw new Error(`Nothing in the inbox of ${person}, ${state}`);
      }
    }
  }
  const withCursor = () => {
    const cursor = cursors[pick(Math.max(cursors.length, 1))];
    return cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
  };
  const steps = [
    ['inbox, first page', () => get('/inbox?state=open&limit=20', CAROL)],
    [
      'inbox, a later page',
      () => get(`/inbox?state=open&limit=20${withCursor()}`, CAROL),
    ],
    ['inbox of an owner', () => get('/inbox?state=open&limit=20', BOB)],
    [
      'inbox, what was decided',
      () => get('/inbox?state=decided&limit=20', CAROL),
    ],
    ['inbox, the count alone', () => get('/inbox/count', CAROL)],
    [
      'review page: difference to what is approved',
      () => get(`/revisions/${waiting[pick(waiting.length)]}/diff`, CAROL),
    ],
    [
      'review page: what was said of it',
      () => get(`/revisions/${waiting[pick(waiting.length)]}/thread`, CAROL),
    ],
    [
      'review page: checks',
      () => get(`/revisions/${waiting[pick(waiting.length)]}/checks`, CAROL),
    ],
    [
      'review page: the server',
      () => get(`/servers/default/${anyServer()}`, CAROL),
    ],
    [
      'difference of any two revisions',
      () => {
        const [one, other] = pairs[pick(pairs.length)];
        return get(
          `/revisions/${one}/diff?against=${encodeURIComponent(other)}`,
          CAROL,
        );
      },
    ],
    [
      'history of a server',
      () => get(`/servers/default/${anyServer()}/history?limit=20`, CAROL),
    ],
    [
      'review page whole: inbox, then all of one',
      async () => {
        const { body } = await get(
          `/inbox?state=open&limit=20${withCursor()}`,
          CAROL,
        );
        const items = body.items.filter(({ kind }) => kind === 'revision');
        const { id: digest, server } = items[pick(items.length)];
        const name = server.serverRef.split('/')[1];
        const parts = await Promise.all([
          get(`/revisions/${digest}/diff`, CAROL),
          get(`/revisions/${digest}/checks`, CAROL),
          get(`/revisions/${digest}/thread`, CAROL),
          get(`/servers/default/${name}`, CAROL),
        ]);
        return { bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) };
      },
    ],
  ];
  const reference = [await referenceJob(knex)];
  const results = [];
  for (const [name, run] of steps) {
    await Promise.all(Array.from({ length: callers }, run));
    const taken = [];
    let bytes = 0;
    await Promise.all(
      Array.from({ length: callers }, async () => {
        const own = await times(Math.ceil(requests / callers), async () => {
          bytes = Math.max(bytes, (await run()).bytes);
        });
        taken.push(...own);
      }),
    );
    const result = {
      ...{ name, bytes, count: taken.length },
      p50: quantile(taken, 0.5),
      p95: quantile(taken, 0.95),
      p99: quantile(taken, 0.99),
    };
    results.push(result);
    say(
      `${name}: p50 ${result.p50.toFixed(0)}, p95 ${result.p95.toFixed(0)} ms`,
    );
  }
  const passes = await times(
    20,
    async () => await registry.services.drift.run(),
  );
  results.push({
    name: 'a look at what the gateway holds back (every 5 s)',
    ...{ count: passes.length, bytes: 0 },
    p50: quantile(passes, 0.5),
    p95: quantile(passes, 0.95),
    p99: quantile(passes, 0.99),
  });
  const looks = await times(
    3,
    async () => await registry.services.approvalWorker.run(),
  );
  reference.push(await referenceJob(knex));
  const report = {
    ...{ servers, revisions, callers, results, reference, counts },
    ...{ looks, waiting: waiting.length },
    ...{ seededSeconds, meanSurfaceBytes, barMs: BAR_MS },
    size: size.s,
    command: `npm run bench:reviews${
      servers === 5000 && revisions === 10
        ? ''
        : ` -- --servers ${servers} --revisions ${revisions}`
    }`,
  };
  if (values['no-report']) process.stdout.write(`${JSON.stringify(report)}\n`);
  else say(`wrote ${writeReviewReport(report)}`);
  const slow = results.filter(({ p95 }) => p95 >= BAR_MS);
  if (slow.length > 0) {
    say(`over ${BAR_MS} ms: ${slow.map(({ name }) => name).join('; ')}`);
    process.exitCode = 1;
  }
} finally {
  await registry?.stop();
  await knex.destroy();
  await postgres.stop();
}
