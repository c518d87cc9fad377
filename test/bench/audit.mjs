// What searches of the activity and pages of usage cost where there is much: a gateway on a PostgreSQL with five million calls, asked over HTTP.
// Usage: npm run bench:audit [-- --calls 5000000 --asked 40 --only usage --stay --no-report]; writes docs/performance/<date>-audit.md
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { startRig } from '../support/rig/startRig.mjs';
import { ownership, reaching } from './lib/auditCompany.mjs';
import { auditQuestions } from './lib/auditQuestions.mjs';
import { seedAudit } from './lib/seedAudit.mjs';
import { writeAuditReport } from './lib/writeAuditReport.mjs';

const createKnex = createRequire(import.meta.url)('knex');
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '5000000' },
    asked: { type: 'string', default: '40' },
    only: { type: 'string', default: '' },
    /** Stays afterwards, to look at the database and to measure what was changed with the same data. */
    stay: { type: 'boolean', default: false },
    'no-report': { type: 'boolean', default: false },
  },
});
const [calls, asked] = [values.calls, values.asked].map(Number);
const BOUNDS = { search: 500, usage: 200 };
const AT_ONCE = 4;
/** What takes so long is asked less often: it is over its bound anyway. */
const PATIENCE_MS = 12_000;
const say = text =>
  process.stderr.write(`${performance.now().toFixed(0)} ${text}\n`);

const quantile = (list, q) => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)];
};
const figures = taken => ({
  count: taken.length,
  p50: quantile(taken, 0.5),
  p95: quantile(taken, 0.95),
  max: Math.max(...taken),
});

/** So often, so many at once. Returns how long each took. */
async function times(count, atOnce, run) {
  const taken = [];
  let left = count;
  const end = performance.now() + PATIENCE_MS;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left > 0 && performance.now() < end) {
        left -= 1;
        const began = performance.now();
        await run();
        taken.push(performance.now() - began);
      }
    }),
  );
  return taken;
}

/** Waits until the gateway has summarised all weeks that are over; it looks once a minute. Returns how long that took, in seconds. */
async function summarised(database) {
  const began = performance.now();
  let before = -1;
  for (;;) {
    const [{ n }] = await database('usage_summary_days').count({ n: '*' });
    const [{ weeks }] = await database('usage_summary_days')
      .where({ grain: 'week' })
      .count({ weeks: '*' });
    // Weeks come last.
    if (Number(weeks) > 0 && Number(n) === before) {
      return (performance.now() - began) / 1000;
    }
    before = Number(n);
    await sleep(5_000);
  }
}

const postgres = await startPostgres();
let rig;
let knex;
try {
  rig = await startRig({
    servers: [],
    people: ['auditor'],
    database: postgres.connectionString,
    ...{ reaching, ownership },
  });
  knex = createKnex({
    client: 'pg',
    connection: rig.databaseUrl,
    pool: { min: 1, max: 1, idleTimeoutMillis: 3_600_000 },
  });
  const began = performance.now();
  await seedAudit({ knex, calls, say });
  const seededSeconds = (performance.now() - began) / 1000;
  say(`seeded in ${seededSeconds.toFixed(0)} s`);
  // What the gateway had summarised by then was not whole: seeding goes around it. It does so again, a day after the other.
  await knex('usage_summary_days').delete();
  await knex('usage_summaries').delete();
  const summarisedSeconds = await summarised(knex);
  say(`days and weeks are summarised in ${summarisedSeconds.toFixed(0)} s`);
  await knex.raw('VACUUM (ANALYZE) usage_summaries');
  const { rows: tables } = await knex.raw(
    `SELECT relname AS name, reltuples::bigint AS rows, pg_size_pretty(pg_table_size(oid)) AS size, pg_size_pretty(pg_indexes_size(oid)) AS indexes
     FROM pg_class WHERE relname IN ('calls', 'audit_events', 'usage_rollups', 'usage_summaries') ORDER BY relname`,
  );
  const samples = await knex('calls')
    .whereRaw(`decision = 'allow' AND random() < ?`, [1_000 / calls])
    .select('id', 'grant_id', 'session_id');
  const reference = async () => {
    let next = 0;
    return figures(
      await times(200, 1, () =>
        knex('calls').where({ id: samples[next++ % samples.length].id }),
      ),
    );
  };
  /** All questions, of one gateway. */
  const measure = async gateway => {
    let found = 0;
    const questions = auditQuestions({
      samples,
      ask: async (path, credentials) => {
        const answer = await gateway.api('GET', path, { credentials });
        found += answer.items?.length ?? answer.totals?.calls ?? 1;
        return answer;
      },
    }).filter(({ name }) => name.includes(values.only));
    const before = await reference();
    const results = [];
    for (const { name, kind, mayBeEmpty, prepare, run } of questions) {
      await prepare?.();
      found = 0;
      const alone = figures(await times(asked, 1, run));
      const many = figures(await times(asked, AT_ONCE, run));
      // An empty answer is quick, and says nothing.
      if (found === 0 && !mayBeEmpty) throw new Error(`Nothing found: ${name}`);
      results.push({ name, alone, many, bound: BOUNDS[kind], found });
      say(
        `${name}: p50 ${alone.p50.toFixed(0)}, p95 ${alone.p95.toFixed(
          0,
        )}, max ${alone.max.toFixed(
          0,
        )}; ${AT_ONCE} at once p95 ${many.p95.toFixed(0)} ms (found ${found})`,
      );
    }
    const report = {
      ...{ calls, asked, results, tables, atOnce: AT_ONCE },
      ...{ seededSeconds, summarisedSeconds },
      reference: [before, await reference()],
      command: `npm run bench:audit${
        calls === 5_000_000 ? '' : ` -- --calls ${calls}`
      }`,
    };
    if (values['no-report']) {
      process.stdout.write(`${JSON.stringify(report)}\n`);
    } else say(`wrote ${writeAuditReport(report)}`);
    const slow = results.filter(({ alone, bound }) => alone.p95 >= bound);
    say(`over the bound: ${slow.map(({ name }) => name).join('; ')}`);
    process.exitCode = slow.length > 0 ? 1 : 0;
  };
  await measure(rig.gateways[0]);
  while (values.stay) {
    say(
      `${process.pid} stays: SIGUSR2 asks a gateway of the code as it is then, SIGINT ends; ${rig.databaseUrl}`,
    );
    const signal = await Promise.race(
      ['SIGUSR2', 'SIGINT', 'SIGTERM'].map(name =>
        once(process, name).then(() => name),
      ),
    );
    if (signal !== 'SIGUSR2') break;
    await measure(await rig.startGateway());
  }
} finally {
  await knex?.destroy();
  await rig?.stop();
  await postgres.stop();
}
