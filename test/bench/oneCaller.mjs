// What one caller waits more for the gateway than for a plain pass-through, when nobody else calls: over several starts of all processes,
// since two processes of the same code differ by more than rounds within one do.
// Usage: npm run bench:one-caller [-- --starts 6 --blocks 12 --seconds 1 --rate 200 --warm-up 20]; writes docs/performance/<date>-one-caller.md.
// With --beside <folder> (again and again) gateways of other checkouts have their turns too, and all is shown instead of written: before and after a change.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { inBlocks } from './lib/inBlocks.mjs';
import { median, percentiles } from './lib/load.mjs';
import { startTargets } from './lib/targets.mjs';

const { values: options } = parseArgs({
  options: {
    starts: { type: 'string', default: '6' },
    blocks: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '1' },
    /** Calls a second, the same for all. */
    rate: { type: 'string', default: '200' },
    /** So long each is called before, in each start: services run for days, and the first thousands of calls are interpreted. */
    'warm-up': { type: 'string', default: '20' },
    beside: { type: 'string', multiple: true, default: [] },
  },
});
const [starts, blocks, seconds, rate, warmUpSeconds] = [
  ...['starts', 'blocks', 'seconds', 'rate', 'warm-up'],
].map(name => Number(options[name]));
const root = fileURLToPath(new URL('../..', import.meta.url));
const logs = `${root}test-results/bench`;
mkdirSync(logs, { recursive: true });
const scenario = { count: 1, mix: [{ tool: 'echo' }] };
const beside = options.beside.map(folder => resolve(folder));
const NAMES = ['direct', 'pass-through', 'Sallyport', ...beside];

/** One start of everything: the median of the pooled latencies, by target. */
async function measureStart() {
  const postgres = await startPostgres();
  const stack = await startTargets({
    logs,
    database: postgres.connectionString,
    peers: false,
    beside,
  });
  try {
    const measured = await inBlocks(stack.targets, {
      ...{ scenario, rate, seconds, blocks, warmUpSeconds },
    });
    const each = of =>
      Object.fromEntries(NAMES.map(name => [name, of(measured.get(name))]));
    const p50 = each(({ latencies }) => percentiles(latencies).p50);
    return {
      p50,
      cpu: each(({ cpu }) => cpu),
      ours: p50.Sallyport - p50.direct,
      plain: p50['pass-through'] - p50.direct,
      errors: NAMES.reduce((sum, name) => sum + measured.get(name).errors, 0),
    };
  } finally {
    await stack.stop();
    await postgres.stop();
  }
}

const before = loadavg()[0].toFixed(1);
const runs = [];
for (let start = 1; start <= starts; start++) {
  runs.push(await measureStart());
  process.stderr.write(
    `start ${start} of ${starts}: ${ratio(runs.at(-1)).toFixed(2)} ×\n`,
  );
}

function ratio({ ours, plain }) {
  return ours / plain;
}
const ms = value => value.toFixed(3);

/** What each adds, in each start, and how many times what the pass-through adds. */
function showAll() {
  for (const name of NAMES.slice(1)) {
    const added = runs.map(({ p50 }) => p50[name] - p50.direct);
    const times = runs.map(({ plain }, start) => added[start] / plain);
    const cpu = runs.map(run => run.cpu[name]);
    process.stdout.write(
      `${name}: adds ${added.map(ms).join(', ')} ms; median ${ms(
        median(added),
      )}, ${median(times).toFixed(2)} times (${times
        .map(value => value.toFixed(2))
        .join(', ')}); CPU ms per call ${cpu.map(ms).join(', ')}\n`,
    );
  }
}

if (beside.length > 0) {
  showAll();
  process.exit(0);
}
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
  )} after. Command: \`npm run bench:one-caller\` with ${starts} starts of ${blocks} blocks of ${seconds} s.

Method: each target is first called ${warmUpSeconds} s long as fast as it answers. Then the targets have turns of ${seconds} s, ${blocks} each in every start, so that what else happens on a shared machine happens to all alike; each turn begins with
0.3 s that do not count and is followed by half a second in which what it left behind is worked off. Calls arrive at random (Poisson, seeded), ${rate} a second, at the same
moments for all; waiting counts; every answer is checked; latencies are pooled over the turns of a start. The pass-through is the reference job of each start.

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
