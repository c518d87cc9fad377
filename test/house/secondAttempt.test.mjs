import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { playwrightCounts } from '../../scripts/lib/test/counts.mjs';
import { closing } from '../../scripts/lib/test/report.mjs';
import {
  afterSecond,
  failedJestFiles,
  failedNodeFiles,
  MAX_UNSTEADY,
} from '../../scripts/lib/test/secondAttempt.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-second-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name, text) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const first = {
  ...{ passed: 8, failed: 2, skipped: 1 },
  failures: ['a.ts › waits: too late', 'b.ts › adds: 2 is not 3'],
};

test('what fails twice has failed, what fails once is unsteady and named', () => {
  const second = { passed: 3, failed: 1, failures: ['b.ts › adds: no 3'] };
  const counts = afterSecond(first, second);
  assert.deepEqual(
    [counts.passed, counts.failed, counts.skipped],
    [9, 1, first.skipped],
  );
  assert.deepEqual(counts.failures, second.failures);
  assert.deepEqual(counts.unsteady, ['a.ts › waits: too late']);
});

test('a second attempt that says nothing changes nothing', () => {
  assert.equal(afterSecond(first, undefined), first);
  // A runner that left no report names nobody.
  const unnamed = { passed: 0, failed: 1, skipped: 0 };
  assert.equal(afterSecond(first, unnamed), first);
  assert.equal(afterSecond(unnamed, first), unnamed);
  const nothing = { passed: 0, failed: 0, failures: [] };
  assert.equal(afterSecond(first, nothing), first);
});

test('the closing lines name what was unsteady; too much of it fails the run', () => {
  const unit = count => ({
    ...{ name: 'unit', state: 'passed', passed: 9, failed: 0, ms: 1 },
    unsteady: Array.from({ length: count }, (_, i) => `a.ts › waits ${i}`),
  });
  const few = closing([unit(1)], { ci: true, ms: 0 });
  assert.match(few.text, /^UNSTEADY in unit: a\.ts › waits 0$/m);
  assert.match(few.text, /\n9 passed, 0 failed$/);
  const many = closing([unit(MAX_UNSTEADY + 1)], { ci: true, ms: 0 });
  assert.match(many.text, /\n9 passed, 1 failed$/);
});

test('the files to try again are those that failed', () => {
  const spec = [
    '✖ failing tests:',
    '',
    'test at test/faults/one.test.mjs:3:20',
    '✖ a (5.5ms)',
    'test at test/faults/one.test.mjs:9:1',
  ].join('\n');
  assert.deepEqual(failedNodeFiles(file('spec.log', spec)), [
    'test/faults/one.test.mjs',
  ]);
  const report = {
    testResults: [
      { name: '/a.test.ts', status: 'failed' },
      { name: '/b.test.ts', status: 'passed' },
    ],
  };
  assert.deepEqual(failedJestFiles(file('unit.json', JSON.stringify(report))), [
    '/a.test.ts',
  ]);
});

test('of a browser test that went well at the second attempt the first is told', () => {
  const spec = (title, ok, statuses) => ({
    ...{ title, ok, file: 'e.ts' },
    tests: [
      {
        results: statuses.map(status => ({
          ...{ status, error: { message: 'no' } },
        })),
      },
    ],
  });
  const report = {
    stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 },
    suites: [
      {
        specs: [
          spec('good', true, ['passed']),
          spec('late', true, ['failed', 'passed']),
          spec('bad', false, ['failed', 'failed']),
        ],
      },
    ],
    errors: [],
  };
  const counts = playwrightCounts(file('e2e.json', JSON.stringify(report)));
  assert.deepEqual(counts, {
    ...{ passed: 2, failed: 1, skipped: 0 },
    failures: ['e.ts › bad: no'],
    unsteady: ['e.ts › late: no'],
  });
});
