// S6: gateways, runtimes, engines and what is between them are killed at random moments while people call. Afterwards there is no
// orphan and no double, every call had an answer or an error of the protocol, and everything is as it was.
// Usage: npm run faults [-- --rounds 100 --seed N --no-report --hasty] (hasty: does not wait until dead gateways are cleared
// away) [--on sandbox,docker,podman] (where servers run; else wherever they can here) [--minutes 60] (no more rounds after that)
// [--kinds engine,connection] (these alone)
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { GROUNDS, groundsHere, roundsOf } from './lib/grounds.mjs';
import { playRounds } from './lib/playRounds.mjs';
import { summarizeFaults } from './lib/summarizeFaults.mjs';
import { writeFaultReport } from './lib/writeFaultReport.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    // One with something of each kind everywhere.
    seed: { type: 'string', default: '168' },
    'no-report': { type: 'boolean', default: false },
    hasty: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
    on: { type: 'string' },
    kinds: { type: 'string' },
  },
});
const [rounds, seed] = [Number(options.rounds), Number(options.seed)];
const logs = fileURLToPath(
  new URL('../../test-results/faults', import.meta.url),
);
mkdirSync(logs, { recursive: true });

const began = performance.now();
const grounds = options.on?.split(',') ?? groundsHere();
for (const name of grounds)
  if (!Object.hasOwn(GROUNDS, name)) throw new Error(`No such place: ${name}`);
const shares = roundsOf(rounds, grounds);
const postgres = await startPostgres();
const summaries = {};
try {
  for (const [index, name] of grounds.entries())
    summaries[name] = summarizeFaults(
      await playRounds({
        name,
        rounds: shares[index],
        seed: seed + index * 1000,
        database: postgres.connectionString,
        logs: join(logs, name),
        isHasty: options.hasty,
        kinds: options.kinds?.split(','),
        until: began + Number(options.minutes) * 60_000,
      }),
    );
} finally {
  await postgres.stop();
}
process.stdout.write(`${JSON.stringify(summaries, null, 2)}\n`);
if (!options['no-report'])
  await writeFaultReport(summaries, {
    seed,
    seconds: (performance.now() - began) / 1000,
  });
const isBad = Object.values(summaries).some(one => one.failures.length > 0);
process.exit(isBad ? 1 : 0);
