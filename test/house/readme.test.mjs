import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { closing } from '../../scripts/lib/test/report.mjs';
import { SUITES } from '../../scripts/lib/test/suites.mjs';
import { root } from './lib/trackedFiles.mjs';

test('test/README.md lists every suite with its budget', () => {
  const text = readFileSync(join(root, 'test', 'README.md'), 'utf8');
  const rows = [...text.matchAll(/^\| ([a-z0-9]+) +\| (\d+) +\|/gm)].map(
    ([, name, budget]) => [name, Number(budget)],
  );
  assert.deepEqual(
    rows,
    SUITES.map(({ name, budgetSeconds }) => [name, budgetSeconds]),
  );
});

const passed = {
  name: 'a',
  state: 'passed',
  passed: 3,
  failed: 0,
  skipped: 1,
  ms: 1000,
};
const failed = {
  name: 'b',
  state: 'failed',
  passed: 1,
  failed: 2,
  skipped: 0,
  ms: 1000,
};
const notRun = { name: 'c', state: 'not run', note: 'no engine', ms: 0 };
const last = (results, ci) =>
  closing(results, { ci, ms: 0 }).text.split('\n').pop();

test('what failed is named before the counts', () => {
  const unit = {
    ...{ name: 'unit', state: 'failed', passed: 1, failed: 1, ms: 1 },
    failures: ['a.test.ts › adds up: expected 2, received 3'],
  };
  const { text } = closing([unit], { ci: true, ms: 0 });
  assert.match(text, /^FAILED in unit: a\.test\.ts › adds up: expected 2/m);
  assert.match(text, /\n1 passed, 1 failed$/);
});

test('the last line is the counts, alone', () => {
  assert.equal(last([{ ...passed, skipped: 0 }], false), '3 passed, 0 failed');
  assert.equal(last([passed, failed], true), '4 passed, 2 failed, 1 skipped');
});

test('a suite that did not run is never passed, and fails in CI', () => {
  assert.equal(last([passed, notRun], false), '3 passed, 0 failed, 2 skipped');
  assert.equal(last([passed, notRun], true), '3 passed, 1 failed, 1 skipped');
  assert.equal(closing([notRun], { ci: true, ms: 0 }).failed, 1);
  const optional = { ...notRun, isOptional: true };
  assert.equal(last([passed, optional], true), '3 passed, 0 failed, 2 skipped');
  assert.match(
    closing([notRun], { ci: false, ms: 0 }).text,
    /NOT RUN: c: no engine/,
  );
});
