// One and the same definition, under `sandbox` and then under `docker` on Docker and Podman: what the server sees, and what the
// official conformance suite finds of it through a gateway. Result by scenario; `SALLYPORT_ALIKE=all` runs every revision everywhere.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missingBubblewrap } from '../hostile/lib/missingBubblewrap.mjs';
import { AlikeStage } from './lib/AlikeStage.mjs';
import { ENGINES, missingEngine } from './lib/engines.mjs';
import { EXPLAINED } from './lib/explained.mjs';
import { seenAs } from './lib/seenAs.mjs';

const REVISIONS = ['2025-11-25', '2026-07-28'];
const skip = process.env.CI ? false : missingBubblewrap() || false;

describe('the same definition', { skip }, () => {
  let stage;
  let inSandbox;
  before(async () => {
    stage = await AlikeStage.create();
    inSandbox = await stage.inSandbox();
  });
  after(() => stage?.close());

  test('sandbox: the fixture conforms, but for what is explained', () => {
    for (const revision of REVISIONS) {
      const failed = Object.entries(inSandbox.found[revision]).filter(
        ([, { failures }]) => failures.length > 0,
      );
      assert.deepEqual(
        failed.map(([scenario]) => scenario),
        Object.keys(EXPLAINED[revision]),
        JSON.stringify(failed, null, 1),
      );
    }
  });

  test('sandbox: the server sees what its definition gives', async () => {
    const { seen, expected } = await seenAs.sandbox(stage);
    assert.deepEqual(seen, expected);
  });

  for (const kind of Object.keys(ENGINES)) {
    const missing = process.env.CI ? false : missingEngine(kind) ?? false;
    describe(`moved to docker, on ${kind}`, { skip: missing }, () => {
      let fixture;
      before(async () => {
        fixture = await stage.engine(kind);
      });
      after(() => fixture?.close());

      test('the server sees the same', async () => {
        const { seen, expected } = await seenAs.container(fixture);
        assert.deepEqual(seen, expected);
      });

      test('the official suite finds the same of it', async t => {
        const { integrity, found } = await stage.inEngine(fixture, {
          pinned: inSandbox.integrity,
        });
        assert.equal(integrity, inSandbox.integrity);
        for (const [revision, scenarios] of Object.entries(found)) {
          const before = inSandbox.found[revision];
          await t.test(`${revision}: the same scenarios`, () =>
            assert.deepEqual(Object.keys(scenarios), Object.keys(before)),
          );
          for (const [scenario, result] of Object.entries(scenarios))
            await t.test(`${revision}: ${scenario}`, () =>
              assert.deepEqual(result, before[scenario]),
            );
          const alike = Object.values(scenarios).filter(
            ({ required, failures }) => required && failures.length === 0,
          ).length;
          const required = Object.values(scenarios).filter(
            one => one.required,
          ).length;
          t.diagnostic(
            `${kind}, ${revision}: ${alike}/${required} required scenarios, as under sandbox`,
          );
          for (const [scenario, why] of Object.entries(EXPLAINED[revision]))
            t.diagnostic(`not over stdio: ${scenario} (${revision}): ${why}`);
        }
        t.diagnostic(
          'kubernetes: manifests and life cycle alone, on the simulator, in the module (sameDefinition.test.ts); on a real cluster: NOT RUN here',
        );
      });
    });
  }
});
