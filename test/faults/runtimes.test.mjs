// A few seeded rounds of kills where servers run in sandboxes; those in containers are in test/engines. The long run is `npm run faults`.
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import assert from 'node:assert/strict';
import { missingBubblewrap } from '../hostile/lib/missingBubblewrap.mjs';

const RUNTIMES = fileURLToPath(new URL('./runtimes.mjs', import.meta.url));
/** A seed with something of each kind in its first rounds. */
const [ROUNDS, SEED] = [6, 1];

test(
  'whatever is killed, no call is lost and nothing is left',
  { skip: missingBubblewrap() },
  async t => {
    // It fails where one round does.
    const { stdout } = await promisify(execFile)(process.execPath, [
      RUNTIMES,
      ...['--on', 'sandbox', '--rounds', `${ROUNDS}`, '--seed', `${SEED}`],
      ...['--hasty', '--no-report'],
    ]);
    const { sandbox } = JSON.parse(stdout.slice(stdout.indexOf('{')));
    const { kinds, calls } = sandbox;
    for (const [kind, { killed }] of Object.entries(kinds))
      assert.ok(killed > 0, `nothing was killed of ${kind}`);
    assert.ok(calls.answered > 50);
    t.diagnostic(`${ROUNDS} kills, ${calls.all} calls`);
  },
);
