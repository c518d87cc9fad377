// A few seeded rounds of kills where servers run in containers: engines, connections to them and what is in them; the long run is `npm run faults`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ENGINES, missingEngine } from './lib/engines.mjs';

const RUNTIMES = fileURLToPath(
  new URL('../faults/runtimes.mjs', import.meta.url),
);
/** Seeds with one of each kind in the first rounds: a new gateway takes longest, and `test/faults` has that in sandboxes. */
const SEEDS = { docker: 29, podman: 37 };
const [ROUNDS, KINDS] = [4, 'engine,connection,runtime,keeper'];
const skipFor = kind => (process.env.CI ? false : missingEngine(kind) ?? false);

for (const kind of Object.keys(ENGINES)) {
  test(
    `S6: whatever is killed on ${kind}, no call is lost and nothing is left`,
    { skip: skipFor(kind) },
    async t => {
      // It fails where one round does.
      const { stdout } = await promisify(execFile)(process.execPath, [
        RUNTIMES,
        ...['--on', kind, '--kinds', KINDS],
        ...['--rounds', `${ROUNDS}`, '--seed', `${SEEDS[kind]}`],
        ...['--hasty', '--no-report'],
      ]);
      const { kinds, calls } = JSON.parse(stdout.slice(stdout.indexOf('{')))[
        kind
      ];
      for (const name of KINDS.split(','))
        assert.ok(kinds[name].killed > 0, `nothing was killed of ${name}`);
      assert.ok(calls.answered > 50);
      t.diagnostic(`${ROUNDS} kills, ${calls.all} calls`);
    },
  );
}
