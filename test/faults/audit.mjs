// A1: gateways (packages/gateway) are killed (SIGKILL) at random moments while people call. Every call that a client saw answered is in the log once, as is
// every intent of a call that reached the server; the chains verify; nothing is left in the spool.
// Usage: node test/faults/audit.mjs [--rounds 200 --seed N --no-report]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { playAuditRounds } from './lib/playAuditRounds.mjs';
import { writeAuditReport } from './lib/writeAuditReport.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '71' },
    'no-report': { type: 'boolean', default: false },
  },
});
const logs = fileURLToPath(
  new URL('../../test-results/faults/audit', import.meta.url),
);
const began = performance.now();
const seed = Number(options.seed);
const summary = await playAuditRounds({
  rounds: Number(options.rounds),
  seed,
  logs,
});
process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
if (!options['no-report'])
  await writeAuditReport(summary, {
    seed,
    seconds: (performance.now() - began) / 1000,
  });
process.exit(summary.failures.length > 0 ? 1 : 0);
