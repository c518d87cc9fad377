// How soon a stop, or a revocation, holds: two gateways on one PostgreSQL under load, something is taken away again and again, and
// the last call that was allowed is looked for.
// Usage: npm run bench:stops [-- --trials 100 --callers 4 --no-report]
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CallLoad } from '../replicas/lib/CallLoad.mjs';
import { startInstallation } from '../replicas/lib/startInstallation.mjs';
import { ENDINGS } from '../replicas/lib/stopThings.mjs';
import { writeStopsReport } from './lib/writeStopsReport.mjs';

const { values: options } = parseArgs({
  options: {
    trials: { type: 'string', default: '100' },
    callers: { type: 'string', default: '4' },
    'no-report': { type: 'boolean', default: false },
  },
});
const [trials, perReplica] = [options.trials, options.callers].map(Number);
const root = fileURLToPath(new URL('../..', import.meta.url));
const say = text => process.stderr.write(`${text}\n`);
/** After both gateways refuse, so many calls more at each have to be refused as well. */
const MORE_CALLS = 20;

const began = performance.now();
const before = loadavg()[0];
const place = await startInstallation({
  logs: join(root, 'test-results/logs/bench-stops'),
});
let load;
try {
  const { token } = await place.token();
  load = new CallLoad({
    ...{ endpoint: place.endpoint, token, perReplica },
    ports: place.replicas.map(({ ports }) => ports.mcp),
  });
  load.begin();
  const kinds = Object.keys(ENDINGS);
  const measured = [];
  for (let trial = 0; trial < trials; trial++) {
    const kind = kinds[trial % kinds.length];
    await load.once(({ allowed }) => allowed);
    load.calls.length = 0;
    const actedAt = performance.now();
    const { undo } = await ENDINGS[kind].act(place.as);
    const answeredAt = performance.now();
    await load.once(({ allowed }) => !allowed);
    for (let more = 0; more < MORE_CALLS; more++)
      await load.once(({ allowed }) => !allowed);
    // The last call that began and was allowed, at whichever gateway.
    const allowed = load.calls.filter(call => call.allowed);
    const last = Math.max(actedAt, ...allowed.map(call => call.startedAt));
    measured.push({
      kind,
      fromActionMs: last - actedAt,
      fromAnswerMs: Math.max(0, last - answeredAt),
      calls: load.calls.length,
    });
    await undo();
    if (trial % 10 === 9) say(`${trial + 1} of ${trials}`);
  }
  await load.end();
  load = undefined;
  const result = await writeStopsReport(measured, {
    ...{ root, trials, perReplica, before, isKept: !options['no-report'] },
    seconds: (performance.now() - began) / 1000,
  });
  say(result.text);
  if (!result.isGood) process.exitCode = 1;
} finally {
  await load?.end().catch(() => {});
  await place.stop();
}
