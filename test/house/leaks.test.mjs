import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machinePaths, registryAddresses, secrets } from './lib/leaks.mjs';
import { trackedFiles } from './lib/trackedFiles.mjs';

const files = trackedFiles().filter(
  ({ path }) => path !== 'test/house/leaks.test.mjs',
);

test('lockfiles and manifests name no registry', () => {
  assert.ok(files.some(({ path }) => path === 'yarn.lock'));
  assert.deepEqual(files.flatMap(registryAddresses), []);
});
test('no file has a path of one machine', () =>
  assert.deepEqual(files.flatMap(machinePaths), []));
test('no file has a secret', () =>
  assert.deepEqual(files.flatMap(secrets), []));

test('the guards catch violations', () => {
  assert.equal(
    registryAddresses({
      path: 'yarn.lock',
      text: '  resolution: "x@npm:1.0.0::__archiveUrl=https%3A%2F%2Fr.example%2Fx"',
    }).length,
    1,
  );
  assert.equal(
    registryAddresses({
      path: 'scripts/toolchain/package-lock.json',
      text: '"resolved": "http://127.0.0.1/x-1.0.0.tgz"',
    }).length,
    2,
  );
  assert.equal(
    registryAddresses({
      path: '.yarnrc.yml',
      text: 'npmRegistryServer: "http://r.example"',
    }).length,
    1,
  );
  for (const text of [
    '"/work/main/x"',
    'cd /root/project',
    ' /home/someone/code/',
    '(/Users/me/x)',
    String.raw`C:\Users\me`,
  ]) {
    assert.equal(machinePaths({ path: 'a', text }).length, 1, text);
  }
  assert.equal(
    machinePaths({
      path: 'a',
      text: 'https://example.com/work/main and src/root/x and /workspace',
    }).length,
    0,
  );
  const b64 = 'eyJhbGciOiJub25lIn0abcdef';
  for (const text of [
    '-----BEGIN PRIVATE KEY-----',
    `AKIA${'A'.repeat(16)}`,
    `ghp_${'a'.repeat(36)}`,
    `sallyport_rt_${'a'.repeat(49)}`,
    `${b64}.${b64}.${'a'.repeat(30)}`,
  ]) {
    assert.equal(secrets({ path: 'a', text }).length, 1, text.slice(0, 10));
  }
});
