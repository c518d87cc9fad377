// A few seeded rounds of A1: gateways are killed while people call. The long run is `npm run faults:audit`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const AUDIT = fileURLToPath(new URL('./audit.mjs', import.meta.url));
const [ROUNDS, SEED] = [8, 7];

test('A1: every call that a client saw answered before its gateway was killed is in the log once; the chains verify', async t => {
  // It fails where one round does.
  const { stdout } = await promisify(execFile)(process.execPath, [
    AUDIT,
    ...['--rounds', `${ROUNDS}`, '--seed', `${SEED}`, '--no-report'],
  ]);
  const summary = JSON.parse(stdout.slice(stdout.indexOf('{')));
  assert.deepEqual(summary.failures, []);
  assert.ok(summary.answered > 100 && summary.changing > 20);
  // One that was killed before it had written anything has no chain.
  assert.ok(summary.writers > ROUNDS / 2);
  t.diagnostic(`${ROUNDS} kills, ${summary.answered} calls answered`);
});
