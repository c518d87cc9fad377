// What recording costs: gateways of the same code side by side, one that records everything and one that records nothing
// (lib/recordNothing.cjs), before the same raw server, in turns; and whether what is recorded gets into the database as fast as calls come. For
// each run everything is started anew, since two processes of the same code differ by more than runs of them do.
// Usage: npm run bench:ingest [-- --runs 5 --seconds 3 --blocks 5 --block-seconds 2 --load 0.4 --callers 16 --kinds all,nothing --calls reading,destructive --no-report];
// writes docs/performance/<date>-ingest.md
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { openCallers } from './lib/callers.mjs';
import { startIngestTargets } from './lib/ingestTargets.mjs';
import { inBlocks } from './lib/inBlocks.mjs';
import { percentiles, saturate } from './lib/load.mjs';
import { usageOf } from './lib/processes.mjs';
import { writeIngestReport } from './lib/writeIngestReport.mjs';

const createKnex = createRequire(import.meta.url)('knex');
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    /** Of the highest load, in each run. */
    seconds: { type: 'string', default: '3' },
    /** Turns of each gateway at the given rate, in each run, and how long one is. */
    blocks: { type: 'string', default: '5' },
    'block-seconds': { type: 'string', default: '2' },
    /** Of what the gateway that records everything can do at most. */
    load: { type: 'string', default: '0.4' },
    callers: { type: 'string', default: '16' },
    /** 'all,no tokens,spool,nothing' shows which part of it costs what. */
    kinds: { type: 'string', default: 'all,nothing' },
    calls: { type: 'string', default: 'reading,destructive' },
    'no-report': { type: 'boolean', default: false },
  },
});
const [times, seconds, count, blocks, blockSeconds, LOAD] = [
  ...['runs', 'seconds', 'callers', 'blocks', 'block-seconds', 'load'],
].map(name => Number(values[name]));
const SCENARIOS = [
  { name: 'reading', mix: [{ tool: 'echo' }] },
  { name: 'destructive', mix: [{ tool: 'wipe' }] },
].filter(({ name }) => values.calls.split(',').includes(name));
const logs = fileURLToPath(
  new URL('../../test-results/bench-ingest', import.meta.url),
);
mkdirSync(logs, { recursive: true });
/** What runs for the first time is interpreted, and there is more of it where everything is recorded. */
const WARM_UP_SECONDS = 15;
const say = text => process.stderr.write(`${text}\n`);

/** How many calls of tools are in the database with their end. */
async function recorded(knex) {
  const [{ n }] = await knex('calls')
    .where({ method: 'tools/call' })
    .whereNot({ outcome: 'pending' })
    .count({ n: '*' });
  return Number(n);
}

/** How long it takes until all that was answered is in the database; null: not within a minute. */
async function lagOf(target) {
  if (!target.records) return { lagMs: 0, recorded: 0 };
  const began = performance.now();
  for (;;) {
    const found = await recorded(target.knex);
    const lagMs = performance.now() - began;
    if (found >= target.answered) return { lagMs, recorded: found };
    if (lagMs > 60_000) return { lagMs: null, recorded: found };
    await sleep(50);
  }
}

/** Callers whose good answers are counted: so many have to be in the database. */
async function openCounting(target) {
  const opened = await openCallers(target, { count });
  return {
    ...opened,
    call: async (...call) => {
      const good = await opened.call(...call);
      if (good) target.answered += 1;
      return good;
    },
  };
}

/** What it can do at most, and whether its records keep up with that. */
async function measureMost(target, { mix }) {
  const callers = await openCounting(target);
  try {
    await saturate(callers, { seconds: WARM_UP_SECONDS, mix });
    const before = usageOf(target.pids);
    const most = await saturate(callers, { seconds, mix });
    const after = usageOf(target.pids);
    const { lagMs: lagAfterMost } = await lagOf(target);
    return {
      throughput: most.throughput,
      errors: most.errors,
      cpu: ((after.cpu - before.cpu) * 1000) / (most.throughput * seconds),
      lagAfterMost,
    };
  } finally {
    await callers.close();
  }
}

/** How long calls take that arrive at a given rate: in short turns, so that what else happens on the machine happens to all. */
async function measureCalm(targets, { mix, rate }) {
  const measured = await inBlocks(targets, {
    ...{ rate, seconds: blockSeconds, blocks },
    scenario: { count, mix },
    open: openCounting,
  });
  const found = new Map();
  for (const target of targets) {
    const { latencies, errors, cpu } = measured.get(target.name);
    const { lagMs: lag } = await lagOf(target);
    const figures = { ...percentiles(latencies), lag, cpuCalm: cpu };
    found.set(target.name, { figures, errors });
  }
  return found;
}

/** One kind of call in one run, by target. All get the same rate; the machine may be twice as fast in another run. */
async function measureScenario(targets, scenario) {
  const most = new Map();
  for (const target of targets) {
    most.set(target.name, await measureMost(target, scenario));
  }
  const rate = Math.round(most.get('all').throughput * LOAD);
  const calm = await measureCalm(targets, { ...scenario, rate });
  const found = targets.map(({ name }) => {
    const { figures, errors } = calm.get(name);
    const one = most.get(name);
    return [name, { ...one, ...figures, errors: one.errors + errors }];
  });
  return { rate, found };
}

/** One run. Who records shares no database with who does not: its writes would slow the other's. */
async function measureRun(run, results) {
  const postgres = await Promise.all([startPostgres(), startPostgres()]);
  let stack;
  try {
    stack = await startIngestTargets({
      logs,
      kinds: values.kinds.split(','),
      databaseOf: ({ records }) => postgres[Number(records)].connectionString,
    });
    const { targets } = stack;
    for (const target of targets) {
      const connection = target.databaseUrl;
      target.answered = 0;
      target.knex = createKnex({ client: 'pg', connection });
    }
    const order = targets.map(
      (_, index) => targets[(index + run) % targets.length],
    );
    for (const result of results) {
      const measured = await measureScenario(order, result);
      result.rates.push(measured.rate);
      for (const [name, one] of measured.found) {
        (result.runs[name] ??= []).push(one);
        say(
          `${result.scenario} ${run + 1} ${name}: ${one.throughput.toFixed(
            0,
          )}/s, p50 ${one.p50.toFixed(2)}, p99 ${one.p99.toFixed(
            2,
          )} ms, lag ${one.lagAfterMost?.toFixed(0)}, ${one.lag?.toFixed(
            0,
          )} ms, ${one.errors} errors`,
        );
      }
    }
    await sleep(1_000);
    return await Promise.all(
      targets.map(async ({ name, answered, knex }) => {
        const there = await recorded(knex);
        await knex.destroy();
        return { name, answered, recorded: there };
      }),
    );
  } finally {
    await stack?.stop();
    await Promise.all(postgres.map(one => one.stop()));
  }
}

const results = SCENARIOS.map(({ name, mix }) => ({
  ...{ scenario: name, mix, rates: [], runs: {} },
}));
const kept = new Map();
for (let run = 0; run < times; run += 1) {
  for (const { name, ...counts } of await measureRun(run, results)) {
    const before = kept.get(name) ?? { answered: 0, recorded: 0 };
    kept.set(name, {
      answered: before.answered + counts.answered,
      recorded: before.recorded + counts.recorded,
    });
  }
}
const command = ['npm run bench:ingest --', ...process.argv.slice(2)].join(' ');
const report = {
  ...{ results, runs: times, seconds, blocks, blockSeconds, command },
  kept: [...kept].map(([name, counts]) => ({ name, ...counts })),
  ...{ callers: count, load: LOAD, warmUpSeconds: WARM_UP_SECONDS },
};
if (values['no-report']) process.stdout.write(`${JSON.stringify(report)}\n`);
else say(`wrote ${writeIngestReport(report)}`);
process.exit(process.exitCode ?? 0);
