import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  silencedChecks,
  sizes,
  starExports,
  undocumentedExports,
} from './lib/code.mjs';
import { isSource, isTest, trackedFiles } from './lib/trackedFiles.mjs';

const sources = trackedFiles().filter(({ path }) => isSource(path));
const shipped = sources.filter(({ path }) => !isTest(path));
const libraries = shipped.filter(({ path }) =>
  /^plugins\/[^/]+-(?:common|node)\//.test(path),
);

test('no "export *"', () => assert.deepEqual(sources.flatMap(starExports), []));

test('every export of the -common and -node packages has TSDoc', () => {
  assert.ok(libraries.length > 5);
  assert.deepEqual(libraries.flatMap(undocumentedExports), []);
});

test('no check is switched off by a comment', () =>
  assert.deepEqual(sources.flatMap(silencedChecks), []));

test('files stay small: median ≤ 120 lines, 90 % ≤ 250', t => {
  const { median, p90, longest } = sizes(shipped);
  t.diagnostic(
    `${shipped.length} files, median ${median}, 90 % ≤ ${p90} lines`,
  );
  assert.ok(
    median <= 120 && p90 <= 250,
    `median ${median}, p90 ${p90}; the longest: ${longest.join(', ')}`,
  );
});

test('the guards catch violations', () => {
  const path = 'plugins/x-common/src/a.ts';
  assert.equal(starExports({ path, text: `export * from './b';` }).length, 1);
  assert.equal(
    starExports({
      path,
      text: `export { b } from './b';\nexport * as c from './c';`,
    }).length,
    0,
  );
  for (const text of [
    'export const a = 1;',
    '// not TSDoc\nexport function a() {}',
    '/** */\nexport class A {}',
    'export type A = string;',
    'export default function () {}',
    'export enum A {}',
  ]) {
    assert.equal(undocumentedExports({ path, text }).length, 1, text);
  }
  assert.equal(
    undocumentedExports({
      path,
      text: '/** What it is. */\nexport const a = 1;\nconst b = 2;\nexport { b } from "./b";',
    }).length,
    0,
  );
  assert.equal(
    silencedChecks({ path, text: '// eslint-disable-next-line\n// @ts-ignore' })
      .length,
    2,
  );
  const file = lines => ({ path, text: 'x\n'.repeat(lines) });
  assert.deepEqual(sizes([file(10), file(20), file(400)]).median, 20);
  assert.equal(
    sizes([...Array(17).fill(file(10)), ...Array(3).fill(file(300))]).p90,
    300,
  );
});
