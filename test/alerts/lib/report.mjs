// Writes docs/assurance/alerts.md.
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  EACH,
  EVALUATION,
  MEASURED_DAYS,
  PEOPLE,
  RUN_IN_DAYS,
  TUNING,
} from './split.mjs';

const percent = (part, whole) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
const count = (list, test) => list.filter(test).length;

/** The figures of some months together. */
export function totals(scores) {
  const incidents = scores.flatMap(score => score.incidents);
  const alarms = scores.flatMap(score => score.alarms);
  const personWeeks = scores.reduce((sum, score) => sum + score.personWeeks, 0);
  return {
    incidents,
    alarms,
    personWeeks,
    facts: scores.reduce((sum, score) => sum + score.calls, 0),
    recall: count(incidents, one => one.isFound) / incidents.length,
    alarmsPer100: (100 * alarms.length) / personWeeks,
  };
}

const row = cells => `| ${cells.join(' | ')} |`;

function half(
  title,
  split,
  { incidents, alarms, personWeeks, facts, recall, alarmsPer100 },
) {
  const detectors = [...new Set(incidents.map(({ detector }) => detector))];
  return [
    `## ${title}`,
    '',
    `Seeds ${split.seeds.join(', ')}; ${facts.toLocaleString(
      'en-US',
    )} calls and other facts, ${Math.round(personWeeks).toLocaleString(
      'en-US',
    )} person-weeks.`,
    '',
    `**Found: ${count(incidents, one => one.isFound)} of ${
      incidents.length
    } incidents (${(100 * recall).toFixed(1)} %). False alarms: ${
      alarms.length
    }, that is ${alarmsPer100.toFixed(2)} per 100 person-weeks.**`,
    '',
    row([
      'detector',
      'incidents',
      'found',
      'share',
      'false alarms',
      'per 100 person-weeks',
    ]),
    row(['---', '---', '---', '---', '---', '---']),
    ...detectors.map(id => {
      const own = incidents.filter(({ detector }) => detector === id);
      const found = count(own, one => one.isFound);
      const false_ = count(alarms, one => one.detector === id);
      return row([
        id,
        own.length,
        found,
        percent(found, own.length),
        false_,
        ((100 * false_) / personWeeks).toFixed(2),
      ]);
    }),
    '',
    row(['variant', 'found']),
    row(['---', '---']),
    ...split.variants.map(variant => {
      const own = incidents.filter(one => one.variant === variant);
      return row([
        variant,
        `${count(own, one => one.isFound)} of ${own.length}`,
      ]);
    }),
    '',
  ];
}

export function writeReport({ tuning, evaluation, seconds }) {
  const [{ model }] = cpus();
  const lines = [
    '# Detectors on a month that tuning never saw',
    '',
    `${new Date().toISOString().slice(0, 10)}, ${
      cpus().length
    } cores (${model.trim()}, shared), ${Math.round(
      totalmem() / 2 ** 30,
    )} GiB, Node ${process.version}, ${Math.round(seconds)} s.`,
    '',
    '```sh',
    'npm run alerts:measure',
    '```',
    '',
    `Each seed is a company of ${PEOPLE} people and 30 agents: ${RUN_IN_DAYS} days in which detectors learn, then ${MEASURED_DAYS} days that are measured, with ${EACH}`,
    'incidents of each variant. The bars: at least 95 % found, at most one false alarm per 100 person-weeks. Thresholds were chosen on the seeds and variants of',
    'the first table alone; which these are was [written down](../../test/alerts/lib/split.mjs) before. An incident counts as found where **its own** detector names its',
    'person, agent or server between its first call and an hour after its last; what another detector says of it is neither found nor a false alarm.',
    'Everything else that is raised is a false alarm, once for each thing and day.',
    '',
    ...half(
      'Evaluation: seeds and variants that tuning never used',
      EVALUATION,
      evaluation,
    ),
    ...half('Tuning', TUNING, tuning),
    '## What this says, and what it does not',
    '',
    'The traffic is invented ([generator](../../test/alerts/README.md)): roles, time zones, holidays, absences, people who join and change teams, nightly agents that are begun again by',
    'hand, batch jobs, restarts of servers, clients that ask for one refused thing all day. It was written by those who wrote the detectors. A real company is strange in ways of its own: measure there with',
    '`notify` to few people first. Drift, checks and decoys are facts more than guesses; their share is what it has to be, and says that nothing is lost on the way.',
    'Argument patterns are as good as the guards that find them. Not found by design: what is slower than the windows, what somebody does who has always done it, first use of what is not confidential.',
    '',
  ];
  const path = fileURLToPath(
    new URL('../../../docs/assurance/alerts.md', import.meta.url),
  );
  writeFileSync(path, lines.join('\n'));
  return path;
}
