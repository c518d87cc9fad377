// Measures the detectors on all seeds and writes docs/assurance/alerts.md. Usage: npm run alerts:measure
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { loadDetectors } from './lib/loadDetectors.mjs';
import { findingsOf, makeMonth, score } from './lib/measureMonth.mjs';
import { totals, writeReport } from './lib/report.mjs';
import { EVALUATION, TUNING } from './lib/split.mjs';

const say = text => process.stderr.write(`${text}\n`);
const began = performance.now();
const detectors = await loadDetectors();

function measure({ seeds, variants }) {
  return totals(
    seeds.map(seed => {
      const month = makeMonth({ seed, variants });
      const result = score(month, findingsOf(detectors, month.facts));
      const found = result.incidents.filter(one => one.isFound).length;
      say(
        `seed ${seed}: ${found} of ${result.incidents.length}, ${result.alarms.length} false alarms`,
      );
      return result;
    }),
  );
}

const tuning = measure(TUNING);
const evaluation = measure(EVALUATION);
const path = writeReport({
  tuning,
  evaluation,
  seconds: (performance.now() - began) / 1000,
});
execFileSync('npx', ['prettier', '--write', path], { stdio: 'ignore' });
const isGood = evaluation.recall >= 0.95 && evaluation.alarmsPer100 <= 1;
say(`${isGood ? 'within' : 'NOT WITHIN'} the bars; see ${path}`);
process.exitCode = isGood ? 0 : 1;
