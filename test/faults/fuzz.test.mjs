// A short, seeded run of the fuzz at each boundary; the long one is `npm run fuzz`.
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import assert from 'node:assert/strict';
import { boundaries } from './lib/boundaries.mjs';

const FUZZ = fileURLToPath(new URL('./fuzz.mjs', import.meta.url));
const CASES = 1600;

for (const name of Object.keys(boundaries))
  test(`${name}: nothing gets past the decision`, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      FUZZ,
      ...['--cases', String(CASES), '--seed', '20261123', '--boundary', name],
    ]);
    assert.match(stdout, new RegExp(`^${name}: ${CASES} cases`, 'm'));
  });
