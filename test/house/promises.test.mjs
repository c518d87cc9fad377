import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './lib/trackedFiles.mjs';

const eslint = args =>
  spawnSync(
    join(root, 'node_modules', '.bin', 'eslint'),
    ['--no-eslintrc', '-c', 'test/house/eslint.promises.js', ...args],
    { cwd: root, encoding: 'utf8' },
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
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-promises-'));
  try {
    const project = join(folder, 'tsconfig.json');
    const file = join(folder, 'a.ts');
    writeFileSync(
      project,
      '{"compilerOptions":{"target":"ES2022"},"files":["a.ts"]}',
    );
    writeFileSync(file, 'Promise.resolve(1);\n');
    const { status, stdout } = eslint([
      '--parser-options',
      `project:${project}`,
      file,
    ]);
    assert.equal(status, 1);
    assert.match(stdout, /no-floating-promises/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
