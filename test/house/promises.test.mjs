import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './lib/trackedFiles.mjs';

const eslint = (args, input) =>
  spawnSync(
    join(root, 'node_modules', '.bin', 'eslint'),
    ['--no-eslintrc', '-c', 'test/house/eslint.promises.js', ...args],
    { cwd: root, input, encoding: 'utf8' },
  );

test('no promise is left floating', () => {
  const { status, stdout, stderr } = eslint([
    '--ext',
    '.ts,.tsx',
    'plugins',
    'packages',
    'examples',
    'test',
  ]);
  assert.equal(status, 0, stdout + stderr);
});

test('the guard catches one', () => {
  const args = ['--stdin', '--stdin-filename', 'test/support/stack.ts'];
  assert.equal(eslint(args, 'export const a = 1;\n').status, 0);
  const { status, stdout } = eslint(
    args,
    'export const a = 1;\nPromise.resolve(a);\n',
  );
  assert.equal(status, 1);
  assert.match(stdout, /no-floating-promises/);
});
