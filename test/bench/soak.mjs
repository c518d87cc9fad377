// Does anything pile up? Sessions that are begun and left, and many calls, against one gateway process; its heap and its open
// handles at 10 %, 50 % and 100 % of the run.
// Usage: node test/bench/soak.mjs [--sessions 100000] [--calls 1000000] [--connections 32] [--seed 1] [--no-report]
//   [--database postgres|file|memory|<PostgreSQL URL>] [--steps 100] (sessions and calls take turns so often; a multiple of 10)
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { listens, waitFor } from '../../scripts/lib/waitFor.mjs';
import { freePort } from '../support/rig/freePort.mjs';
import { startRig } from '../support/rig/startRig.mjs';
import { passesSoak } from './lib/passesSoak.mjs';
import { createSoakLoad } from './lib/soakLoad.mjs';
import { writeSoakReport } from './lib/writeSoakReport.mjs';

const { values: options } = parseArgs({
  options: {
    sessions: { type: 'string', default: '100000' },
    calls: { type: 'string', default: '1000000' },
    connections: { type: 'string', default: '32' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '100' },
    database: { type: 'string', default: 'postgres' },
    'no-report': { type: 'boolean', default: false },
  },
});
const [sessions, calls, connections, seed, steps] = [
  options.sessions,
  options.calls,
  options.connections,
  options.seed,
  options.steps,
].map(Number);
const root = fileURLToPath(new URL('../..', import.meta.url));
const logs = `${root}test-results/bench`;
mkdirSync(logs, { recursive: true });

/** As one would type it; an address of a database is nobody's business. */
const commandOf = args =>
  ['npm run bench:soak', ...(args.length > 0 ? ['--'] : []), ...args]
    .map(arg => (arg.includes('://') ? '<PostgreSQL URL>' : arg))
    .join(' ');
/** Milliseconds of processor time so far. */
const cpuOf = async gateway => {
  const { cpu } = await gateway.memory();
  return (cpu.user + cpu.system) / 1000;
};
const SAMPLED = [10, 50, 100];
/** Longer than either side keeps an idle connection. */
const SETTLE_MS = 7_000;
const say = text => process.stderr.write(`${text}\n`);

const postgres =
  options.database === 'postgres' ? await startPostgres() : undefined;
const port = await freePort();
const raw = fork(new URL('./lib/rawServer.mjs', import.meta.url), [
  String(port),
]);
let rig;
let passed = false;
try {
  const upstream = `http://127.0.0.1:${port}/mcp`;
  await waitFor(listens(upstream), { what: 'The raw server', seconds: 10 });
  // The port may have been somebody else's by then, and it is they who answer.
  if (raw.exitCode !== null) throw new Error('The raw server ended');
  rig = await startRig({
    servers: [
      {
        name: 'raw',
        url: upstream,
        tools: [
          'echo',
          { name: 'wipe', effect: 'destroys' },
          { name: 'secret', effect: 'reads' },
        ],
        grants: [{ person: 'alice', tools: ['echo', 'wipe'] }],
      },
    ],
    database: postgres?.connectionString ?? options.database,
    logs,
    nodeArguments: ['--expose-gc'],
  });
  const load = createSoakLoad({
    url: rig.endpoint('raw'),
    token: await rig.token('alice', 'raw'),
    connections,
    seed,
  });
  await load.calls(connections);
  if (load.errors.count > 0) throw new Error(load.errors.first);
  const begin = performance.now();
  const samples = [];
  let counted = { used: await cpuOf(rig.gateways[0]), done: 0 };
  for (let step = 1; step <= steps; step++) {
    const share = total =>
      Math.round((total * step) / steps) -
      Math.round((total * (step - 1)) / steps);
    await load.abandon(share(sessions));
    await load.calls(share(calls));
    const percent = (100 * step) / steps;
    if (!SAMPLED.includes(percent)) continue;
    const seconds = (performance.now() - begin) / 1000;
    const used = await cpuOf(rig.gateways[0]);
    const done = ((sessions + calls) * step) / steps;
    const cpu = (used - counted.used) / (done - counted.done);
    counted = { used, done };
    await sleep(SETTLE_MS);
    const { heapUsed, rss, handles } = await rig.gateways[0].memory();
    const kinds = Object.entries(Object.groupBy(handles, kind => kind))
      .map(([kind, all]) => `${all.length} ${kind}`)
      .join(', ');
    samples.push({
      share: percent,
      sessions: Math.round((sessions * step) / steps),
      calls: Math.round((calls * step) / steps),
      heapUsed,
      rss,
      cpu,
      handles: handles.length,
      kinds,
    });
    say(
      `${percent} %: heap ${(heapUsed / 1e6).toFixed(1)} MB, ${
        handles.length
      } handles, ${cpu.toFixed(2)} ms CPU a call, after ${seconds.toFixed(
        0,
      )} s`,
    );
  }
  await load.close();
  const verdict = passesSoak({ samples, errors: load.errors });
  passed = verdict.passed;
  writeFileSync(`${logs}/soak.json`, JSON.stringify(samples, null, 2));
  say(`${passed ? 'Passed' : 'Failed'}: ${verdict.text}`);
  if (load.errors.first) say(load.errors.first);
  if (!options['no-report']) {
    const path = await writeSoakReport({
      root,
      samples,
      verdict,
      command: commandOf(process.argv.slice(2)),
      database: postgres ? 'PostgreSQL' : `SQLite (${options.database})`,
      connections,
      seconds: (performance.now() - begin) / 1000,
      errors: load.errors,
    });
    process.stdout.write(`${path}\n`);
  }
} finally {
  await rig?.stop();
  raw.kill();
  await postgres?.stop();
}
// The driver's own pools may linger.
process.exit(passed ? 0 : 1);
