// Compares what stands between an MCP client and a server: nothing, a plain pass-through, the gateway with every stage on,
// and other gateways from npm; all before the same raw server, in one run, interleaved, median of the rounds.
// Usage: node test/bench/compare.mjs [--rounds 5] [--seconds 2] [--database memory|file|<PostgreSQL URL>] [--no-peers]
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { installPeers } from './lib/installPeers.mjs';
import { measureOnce } from './lib/measureOnce.mjs';
import { summarize } from './lib/summarize.mjs';
import { startTargets } from './lib/targets.mjs';
import { writeReport } from './lib/writeReport.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '1,16,64,256' },
    database: { type: 'string', default: 'postgres' },
    out: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const root = fileURLToPath(new URL('../..', import.meta.url));
const logs = `${root}test-results/bench`;
mkdirSync(logs, { recursive: true });

/** So many arrivals per second of what the pass-through can do: the same for all, so that slower ones show it. */
const LOAD = 0.4;
/**
 * One caller makes one call at a time: at more than this its p50 is the waiting behind its own earlier call, at the caller. What a call
 * takes is asked here; what it is with waiting is a scenario of its own.
 */
const LOAD_OF_ONE = 0.1;
const reads = [{ tool: 'echo' }];
const SCENARIOS = [
  ...options.callers.split(',').map(count => ({
    name: `${count} callers`,
    count: Number(count),
    load: count === '1' ? LOAD_OF_ONE : LOAD,
    mix: reads,
  })),
  { name: 'one caller who often waits for itself', count: 1, mix: reads },
  { name: 'modern era', count: 16, era: 'modern', mix: reads },
  { name: 'a destroying tool', count: 16, mix: [{ tool: 'wipe' }] },
  {
    name: 'one call in five is refused',
    count: 16,
    onlyDeciding: true,
    mix: [...Array(4).fill({ tool: 'echo' }), { tool: 'secret', denied: true }],
  },
  { name: 'a result of 1 MB', count: 4, mix: [{ tool: 'large' }] },
];
/** What is more than a question of size is asked of three alone: peers speak one era, or have no decisions. */
const hasPart = (target, scenario) =>
  scenario.onlyDeciding
    ? target.decides
    : scenario.name.endsWith('callers') ||
      ['direct', 'pass-through', 'Sallyport'].includes(target.name);

const postgres =
  options.database === 'postgres' ? await startPostgres() : undefined;
if (!options['no-peers']) await installPeers();
const stack = await startTargets({
  logs,
  database: postgres?.connectionString ?? options.database,
  peers: !options['no-peers'],
});
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => process.exit(130));
const measured = [];
const failed = [];
try {
  for (const scenario of SCENARIOS) {
    const targets = stack.targets.filter(target => hasPart(target, scenario));
    const reference = targets.find(({ name }) => name === 'pass-through');
    const givenUp = new Set();
    let rate;
    // Round 0 warms up, and finds the rate.
    for (let round = 0; round <= rounds; round++) {
      // Each round begins with another target, so that none always has the better place.
      const order = targets.map(
        (_, i) => targets[(i + round) % targets.length],
      );
      if (round === 0 && reference)
        order.sort((a, b) => (b === reference) - (a === reference));
      for (const target of order.filter(one => !givenUp.has(one))) {
        const result = await measureOnce({
          target,
          scenario,
          seconds,
          rate,
        }).catch(error => error);
        if (result instanceof Error) {
          process.stderr.write(
            `${target.name}, ${scenario.name}: ${result.message}\n`,
          );
          givenUp.add(target);
          failed.push(`${target.name} at ${scenario.name}: ${result.message}`);
          continue;
        }
        const share = scenario.load ?? LOAD;
        rate ??= Math.max(20, Math.round(result.throughput * share));
        if (round > 0)
          measured.push({ scenario, target: target.name, rate, ...result });
      }
      process.stderr.write(`${scenario.name}: round ${round} of ${rounds}\n`);
    }
  }
} finally {
  await stack.stop();
  await postgres?.stop();
}
const summary = summarize(measured);
writeFileSync(`${logs}/compare.json`, JSON.stringify(measured, null, 2));
const path = writeReport({
  root,
  summary,
  rounds,
  seconds,
  load: LOAD,
  loadOfOne: LOAD_OF_ONE,
  failed,
  database: postgres ? 'PostgreSQL' : `SQLite (${options.database})`,
  out: options.out,
});
process.stdout.write(`${path}\n`);
// The driver's own pools may linger.
process.exit(0);
