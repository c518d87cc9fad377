// A few seeded rounds of kills where servers run in containers: engines, connections to them and what is in them; the long run is `npm run faults`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { missingEngine } from './lib/engines.mjs';

const RUNTIMES = fileURLToPath(
  new URL('../faults/runtimes.mjs', import.meta.url),
);
/**
 * A seed with one of each kind. Left out for their time: a new gateway, which test/faults has with sandboxes, and Podman; `npm run faults` has all of them.
 */
const ROUNDS = {
  docker: { seed: 29, kinds: ['engine', 'connection', 'runtime', 'keeper'] },
};
const skipFor = kind => (process.env.CI ? false : missingEngine(kind) ?? false);

for (const kind of Object.keys(ROUNDS)) {
  test(
    `S6: whatever is killed on ${kind}, no call is lost and nothing is left`,
    { skip: skipFor(kind) },
    async t => {
      const { seed, kinds } = ROUNDS[kind];
      // It fails where one round does.
      const { stdout } = await promisify(execFile)(process.execPath, [
        RUNTIMES,
        ...['--on', kind, '--kinds', kinds.join(',')],
        ...['--rounds', `${kinds.length}`, '--seed', `${seed}`],
        ...['--hasty', '--no-report'],
      ]);
      const summaries = JSON.parse(stdout.slice(stdout.indexOf('{')));
      const { kinds: found, calls } = summaries[kind];
      for (const name of kinds)
        assert.ok(found[name].killed > 0, `nothing was killed of ${name}`);
      assert.ok(calls.answered > 50);
      t.diagnostic(`${kinds.length} kills, ${calls.all} calls`);
    },
  );
}
