// What one caller waits more for the gateway than for a plain pass-through, when nobody else calls: over several starts of all processes,
// since two processes of the same code differ by more than rounds within one do.
// Usage: npm run bench:one-caller [-- --starts 6 --rounds 4 --seconds 2]
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { median } from './lib/load.mjs';
import { measureOnce } from './lib/measureOnce.mjs';
import { startTargets } from './lib/targets.mjs';

const { values: options } = parseArgs({
  options: {
    starts: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '2' },
  },
});
const [starts, rounds, seconds] = ['starts', 'rounds', 'seconds'].map(name =>
  Number(options[name]),
);
const root = fileURLToPath(new URL('../..', import.meta.url));
const logs = `${root}test-results/bench`;
mkdirSync(logs, { recursive: true });
/** Of what the pass-through can do at most: more would measure a call's waiting for the one before it. */
const LOAD = 0.1;
const scenario = { name: 'one caller', count: 1, mix: [{ tool: 'echo' }] };
const NAMES = ['direct', 'pass-through', 'Sallyport'];

/** One start of everything: the median over its rounds of every figure, by target. */
async function measureStart(rate) {
  const postgres = await startPostgres();
  const stack = await startTargets({
    logs,
    database: postgres.connectionString,
    peers: false,
  });
  const measured = Object.fromEntries(NAMES.map(name => [name, []]));
  let arrivals = rate;
  try {
    // Round 0 warms up, and the first of all finds the rate.
    for (let round = 0; round <= rounds; round++) {
      const order = NAMES.map((_, i) => NAMES[(i + round + 1) % NAMES.length]);
      for (const name of order) {
        const target = stack.targets.find(one => one.name === name);
        const result = await measureOnce({
          target,
          scenario,
          seconds,
          rate: arrivals,
          rests: true,
        });
        if (name === 'pass-through')
          arrivals ??= Math.max(20, Math.round(result.throughput * LOAD));
        if (round > 0) measured[name].push(result);
      }
    }
  } finally {
    await stack.stop();
    await postgres.stop();
  }
  const of = (name, figure) => median(measured[name].map(one => one[figure]));
  const p50 = name => of(name, 'p50');
  const added = name => p50(name) - p50('direct');
  return {
    rate: arrivals,
    p50: Object.fromEntries(NAMES.map(name => [name, p50(name)])),
    cpu: Object.fromEntries(NAMES.map(name => [name, of(name, 'cpu')])),
    ours: added('Sallyport'),
    plain: added('pass-through'),
    errors: NAMES.flatMap(name => measured[name]).reduce(
      (sum, { errors }) => sum + errors,
      0,
    ),
  };
}

const before = loadavg()[0].toFixed(1);
const runs = [];
for (let start = 1; start <= starts; start++) {
  runs.push(await measureStart(runs[0]?.rate));
  process.stderr.write(
    `start ${start} of ${starts}: ${ratio(runs.at(-1)).toFixed(2)} ×\n`,
  );
}

function ratio({ ours, plain }) {
  return ours / plain;
}
const ms = value => value.toFixed(3);
const overall =
  median(runs.map(({ ours }) => ours)) / median(runs.map(({ plain }) => plain));
const errors = runs.reduce((sum, run) => sum + run.errors, 0);
const date = new Date().toISOString().slice(0, 10);
const ratios = runs.map(ratio).sort((a, b) => a - b);
const isReached = overall <= 1.5 && errors === 0;
const path = join(root, `docs/performance/${date}-one-caller.md`);
writeFileSync(
  path,
  `# One caller, ${date}

What a call takes when nobody else calls: added p50, the gateway with every stage on (token, decision, limits, session, record in PostgreSQL) beside a plain
pass-through, before the same raw server. Two processes of one and the same code differ by more than rounds within one, so everything is started ${starts} times.

**Added p50: ${overall.toFixed(
    2,
  )} times what the pass-through adds** (aim: 1.5; ${
    isReached ? 'reached' : '**not reached**'
  }); medians over the starts: ${ms(
    median(runs.map(({ ours }) => ours)),
  )} ms and ${ms(median(runs.map(({ plain }) => plain)))} ms. By start: ${ratios
    .map(value => value.toFixed(2))
    .join(', ')}. Errors: ${errors}.

Machine: ${cpus().length} × ${cpus()[0].model}, ${Math.round(
    totalmem() / 2 ** 30,
  )} GiB, Node ${
    process.version
  }, Linux; load ${before} before, ${loadavg()[0].toFixed(
    1,
  )} after. Command: \`npm run bench:one-caller\` with ${starts} starts, ${rounds} rounds, ${seconds} s.

Method: as in [the bench beside others](../../test/bench/compare.mjs): rounds in turns after one to warm up; calls arrive at random (Poisson, seeded) at ${
    LOAD * 100
  } % of what the
pass-through does at most (${
    runs[0].rate
  } calls/s), after what the highest load left behind is worked off and a second to warm up; waiting counts; every answer is checked. The pass-through is the reference job of each start.

| start | direct p50 ms | pass-through p50 ms | gateway p50 ms | pass-through adds | gateway adds | times | CPU ms per call: pass-through | gateway |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${runs
  .map(
    (run, index) =>
      `| ${index + 1} | ${NAMES.map(name => ms(run.p50[name])).join(
        ' | ',
      )} | ${ms(run.plain)} | ${ms(run.ours)} | ${ratio(run).toFixed(2)} | ${ms(
        run.cpu['pass-through'],
      )} | ${ms(run.cpu.Sallyport)} |`,
  )
  .join('\n')}
`,
);
process.stdout.write(`${path}\n`);
process.exit(0);
