// S6: gateways, runtimes and the driver's helper are killed at random moments while people call. Afterwards there is no orphan and no
// double, every call had an answer or an error of the protocol, and everything is as it was.
// Usage: npm run faults [-- --rounds 100 --seed N --no-report --hasty] (hasty: does not wait until dead gateways are cleared
// away) [--minutes 60] (no more rounds after that)
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../scripts/lib/test/postgres.mjs';
import { FaultStage } from './lib/FaultStage.mjs';
import { chooseKill, KILLS } from './lib/kills.mjs';
import { seeded } from './lib/seeded.mjs';
import { summarizeFaults } from './lib/summarizeFaults.mjs';
import { writeFaultReport } from './lib/writeFaultReport.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '20261128' },
    'no-report': { type: 'boolean', default: false },
    hasty: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '60' },
  },
});
const [rounds, seed] = [Number(options.rounds), Number(options.seed)];
/** A gateway is taken for dead after a minute, and every half one is looked for what is left. */
const TIDY_MS = 150_000;
const logs = fileURLToPath(
  new URL('../../test-results/faults', import.meta.url),
);
mkdirSync(logs, { recursive: true });

const began = performance.now();
const random = seeded(seed);
const results = [];
const failures = [];
const postgres = await startPostgres();
let stage;
let left = {};
try {
  stage = await FaultStage.create({
    database: postgres.connectionString,
    random: seeded(seed + 1),
    logs,
  });
  stage.begin();
  await stage.converge();
  for (let round = 1; round <= rounds; round++) {
    if (performance.now() - began > Number(options.minutes) * 60_000) break;
    const kind = chooseKill(random);
    try {
      const { killed, slot } = await KILLS[kind](stage, random);
      if (slot !== undefined) await stage.replaceGateway(slot);
      // What failed twice is started again after a pause; an owner does not wait.
      else await stage.restart();
      const ms = await stage.converge();
      await stage.end();
      await stage.check();
      stage.begin();
      results.push({ kind, killed, ms });
      process.stdout.write(
        `${round} ${kind}${killed ? '' : ' (nothing to kill)'} ${Math.round(
          ms,
        )} ms\n`,
      );
    } catch (error) {
      throw new Error(`round ${round}, ${kind}: ${error.message}`);
    }
  }
  await stage.end();
  if (!options.hasty) left = await stage.untilTidy(TIDY_MS);
} catch (error) {
  failures.push(error.message);
} finally {
  const calls = stage?.calls() ?? [];
  const orphans = (await stage?.stop()) ?? [];
  await postgres.stop();
  const summary = summarizeFaults({ results, calls, orphans, left, failures });
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  if (!options['no-report'])
    await writeFaultReport(summary, {
      rounds: results.length,
      seed,
      seconds: (performance.now() - began) / 1000,
    });
  process.exit(summary.failures.length > 0 ? 1 : 0);
}
