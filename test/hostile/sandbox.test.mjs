// S1, S2, S3, S5, C6: a hostile server under the driver `sandbox`, in every tier that this machine has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingBubblewrap } from './lib/missingBubblewrap.mjs';
import { runHostile } from './lib/runHostile.mjs';
import { variants } from './lib/variants.mjs';

for (const { name, options } of variants()) {
  test(
    `a hostile server is held: ${name}`,
    { skip: missingBubblewrap() },
    async t => {
      // Without control groups it is the watchdog that sees it, as for an ordinary user.
      const without = options.useCgroups ? undefined : 'burns';
      const report = await runHostile({ ...options, without });
      t.diagnostic(
        `${report.tier}: ${report.results.length} attempts, ${report.bombs.length} bombs`,
      );

      await t.test('outside of a sandbox the same attempts work', () => {
        assert.ok(report.controls.tried > 20);
        assert.deepEqual(report.controls.failed, []);
      });
      await t.test('every attempt ends as it must', () => {
        assert.ok(report.results.length > 90);
        assert.deepEqual(
          report.results.filter(({ isHeld }) => !isHeld),
          [],
        );
      });
      await t.test('nothing of the machine was touched', () =>
        assert.deepEqual(report.touched, { connections: 0, datagrams: 0 }),
      );
      await t.test('no secret is on a command line', () =>
        assert.deepEqual(report.visibleSecrets, []),
      );
      await t.test('refused destinations are told and logged', () => {
        assert.ok(report.refusedTold >= 6);
        assert.equal(report.refusedLogged, report.refusedTold);
      });
      await t.test('every bomb is held, and the neighbour answers', () => {
        assert.ok(report.bombs.length > 12);
        assert.deepEqual(
          report.bombs.filter(bomb => !bomb.isHeld || !bomb.isNeighbourFine),
          [],
        );
        assert.equal(report.neighbourAlive, 'done');
      });
      await t.test('nothing is left', () =>
        assert.deepEqual(report.left, { processes: [], records: [] }),
      );
    },
  );
}
