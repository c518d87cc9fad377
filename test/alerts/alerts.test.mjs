// One of the evaluation's months, whole: counts, no clock. All of them: npm run alerts:measure
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadDetectors } from './lib/loadDetectors.mjs';
import { INCIDENTS } from './lib/incidents.mjs';
import { findingsOf, makeMonth, score } from './lib/measureMonth.mjs';
import { totals } from './lib/report.mjs';
import { EVALUATION, SHORT, TUNING } from './lib/split.mjs';

const detectors = await loadDetectors();
const [seed] = SHORT.seeds;
const month = makeMonth({ seed, variants: SHORT.variants });
const findings = findingsOf(detectors, month.facts);

test('tuning and evaluation share no seed and no variant, and each variant is there', () => {
  assert.ok(!TUNING.seeds.some(one => EVALUATION.seeds.includes(one)));
  assert.ok(!TUNING.variants.some(one => EVALUATION.variants.includes(one)));
  assert.deepEqual(
    new Set([...TUNING.variants, ...EVALUATION.variants]),
    new Set(Object.keys(INCIDENTS)),
  );
  const detectorsOf = variants =>
    new Set(variants.map(one => one.split(':')[0]));
  const all = new Set(detectors.DETECTORS.map(({ id }) => id));
  assert.deepEqual(detectorsOf(TUNING.variants), all);
  assert.deepEqual(detectorsOf(EVALUATION.variants), all);
});

test('of the incidents of a month at least 95 % are found, with at most one false alarm per 100 person-weeks', t => {
  const { recall, alarmsPer100, incidents, alarms, facts } = totals([
    score(month, findings),
  ]);
  t.diagnostic(
    `${facts} facts; ${incidents.filter(one => one.isFound).length} of ${
      incidents.length
    } found, ${alarms.length} false alarms (${alarmsPer100.toFixed(
      2,
    )} per 100 person-weeks)`,
  );
  assert.ok(incidents.length >= 80);
  assert.ok(recall >= 0.95, `recall ${recall}`);
  assert.ok(alarmsPer100 <= 1, `${alarmsPer100} per 100 person-weeks`);
});

test('who raises nothing, or an alarm for everybody on every day, would not pass', () => {
  assert.equal(totals([score(month, [])]).recall, 0);
  const loud = month.facts
    .filter(({ kind }) => kind === 'call')
    .map(({ at, who }) => ({
      kind: 'raised',
      at,
      who,
      detector: 'volume',
      key: `volume ${who}`,
    }));
  assert.ok(totals([score(month, loud)]).alarmsPer100 > 100);
});

test('the same seed makes the same month', () => {
  const again = makeMonth({
    seed,
    variants: SHORT.variants,
    people: 50,
    each: 1,
  });
  const same = makeMonth({
    seed,
    variants: SHORT.variants,
    people: 50,
    each: 1,
  });
  const plain = facts => facts.map(({ id: _, ...fact }) => fact);
  assert.deepEqual(plain(again.facts), plain(same.facts));
});

test('every state can be written as JSON and read again, in the middle of a month, and stays small', () => {
  const settings = { decoys: ['dump_all_credentials'] };
  for (const detector of detectors.DETECTORS) {
    const bySubject = Map.groupBy(month.facts, fact =>
      detector.subjectOf(fact, settings),
    );
    bySubject.delete(undefined);
    const [, facts] = [...bySubject].sort(
      (a, b) => b[1].length - a[1].length,
    )[0];
    const whole = detectors.detect(detector, { facts, settings });
    const half = Math.floor(facts.length / 2);
    const first = detectors.detect(detector, {
      facts: facts.slice(0, half),
      settings,
    });
    const text = JSON.stringify(first.state);
    const second = detectors.detect(detector, {
      state: JSON.parse(text),
      facts: facts.slice(half),
      settings,
    });
    assert.deepEqual(
      [...first.findings, ...second.findings],
      whole.findings,
      detector.id,
    );
    assert.equal(
      JSON.stringify(first.state),
      text,
      `${detector.id} changed what it was given`,
    );
    assert.ok(JSON.stringify(whole.state).length < 400_000, detector.id);
  }
});
