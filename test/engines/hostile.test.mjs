// S1, S2, S3, S5, C6: a hostile server under the driver `docker`, in Docker and in Podman.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineFixture } from './lib/EngineFixture.mjs';
import { ENGINES, missingEngine } from './lib/engines.mjs';
import { runHostile } from './lib/runHostile.mjs';

for (const kind of Object.keys(ENGINES)) {
  const skip = process.env.CI ? false : missingEngine(kind) ?? false;
  test(`a hostile server is held by ${kind}`, { skip }, async t => {
    const fixture = await EngineFixture.create(kind);
    t.after(() => fixture.close());
    const report = await runHostile(fixture);
    t.diagnostic(
      `${report.tier}: ${report.results.length} attempts, ${report.bombs.length} bombs`,
    );
    await t.test('outside of a container the same attempts work', () => {
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
  });
}
