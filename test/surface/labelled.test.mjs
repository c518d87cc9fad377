// The tool-surface check against the project's own labelled set, and its documentation against both.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import prettier from 'prettier';
import { loadCheck } from './lib/check.mjs';
import { labelledCases, SPLIT_FILE, splitOf } from './lib/labelled.mjs';
import { score } from './lib/measure.mjs';
import { DOCUMENT, documentWith } from './lib/report.mjs';

const RECALL = 0.85;
const PRECISION = 0.95;

const check = await loadCheck();
const cases = labelledCases();
const heldOut = cases.filter(({ isHeldOut }) => isHeldOut);

test('the set and its held-out third are what they were before there were rules', () => {
  assert.deepEqual(
    splitOf(cases),
    JSON.parse(readFileSync(SPLIT_FILE, 'utf8')),
  );
  assert.ok(cases.filter(({ isPoisoned }) => isPoisoned).length >= 240);
  assert.ok(cases.filter(({ isPoisoned }) => !isPoisoned).length >= 150);
});

test(`of the held-out third at least ${RECALL * 100} % are caught`, t => {
  const { recall, precision, caught, poisoned } = score(
    heldOut,
    check.checkToolSurface,
  );
  t.diagnostic(`${caught} of ${poisoned}, precision ${precision}`);
  assert.ok(recall >= RECALL, `recall ${recall}`);
  assert.ok(precision >= PRECISION, `precision ${precision}`);
});

test('a check that finds nothing, or everything, would not pass for this one', () => {
  const silent = score(heldOut, () => ({ findings: [] }));
  const loud = score(heldOut, () => ({ findings: [{ level: 'error' }] }));
  assert.ok(silent.recall < RECALL);
  assert.ok(loud.precision < PRECISION);
});

test('every rule finds something in the set or is proved beside the code', () => {
  const found = new Set(
    cases
      .filter(({ isPoisoned }) => isPoisoned)
      .flatMap(({ subject }) =>
        check.checkToolSurface(subject).findings.map(({ rule }) => rule),
      ),
  );
  const silent = check.SURFACE_RULES.map(({ id }) => id).filter(
    id => !found.has(id),
  );
  assert.deepEqual(silent, ['too-much-to-read']);
});

test('the documentation lists each rule and the figures that are measured', async () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const options = await prettier.resolveConfig(DOCUMENT);
  assert.equal(
    text,
    prettier.format(documentWith(text, check), {
      ...options,
      filepath: DOCUMENT,
    }),
    'run: node test/surface/write.mjs',
  );
  for (const { id } of check.SURFACE_RULES)
    assert.ok(text.includes(`### ${id}\n`), id);
});
