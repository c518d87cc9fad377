// One and the same definition, under `sandbox` and then under `docker` on Docker and Podman: what the server sees, and what the
// official conformance suite finds of it through a gateway. Result by scenario.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { missingBubblewrap } from '../hostile/lib/missingBubblewrap.mjs';
import { AlikeStage } from './lib/AlikeStage.mjs';
import { ENGINES, missingEngine } from './lib/engines.mjs';
import { EXPLAINED, failedChecks } from './lib/explained.mjs';
import { seenAs } from './lib/seenAs.mjs';

/** Each session of the older revision is a container of its own: that and Podman take two minutes more, and are run by `npm run test:alike`. */
const isWhole = process.env.SALLYPORT_ALIKE === 'all';
const REVISIONS = isWhole ? ['2025-11-25', '2026-07-28'] : ['2026-07-28'];
const KINDS = isWhole ? Object.keys(ENGINES) : ['docker'];
const skip = process.env.CI ? false : missingBubblewrap() || false;

describe('the same definition', { skip }, () => {
  const shared = {};
  before(async () => {
    shared.stage = await AlikeStage.create();
    shared.inSandbox = await shared.stage.inSandbox(REVISIONS);
  });
  after(() => shared.stage?.close());

  test('sandbox: the fixture conforms, but for what is explained', () => {
    for (const revision of REVISIONS) {
      const known = Object.entries(EXPLAINED[revision]);
      assert.deepEqual(
        failedChecks(shared.inSandbox.found[revision]),
        Object.fromEntries(known.map(([name, { checks }]) => [name, checks])),
      );
    }
  });

  test('sandbox: the server sees what its definition gives', async () => {
    const { seen, expected } = await seenAs.sandbox(shared.stage);
    assert.deepEqual(seen, expected);
  });

  for (const kind of KINDS) moveTo(kind, shared);
});

function moveTo(kind, shared) {
  const missing = process.env.CI ? false : missingEngine(kind) ?? false;
  describe(`moved to docker, on ${kind}`, { skip: missing }, () => {
    let fixture;
    before(async () => {
      fixture = await shared.stage.engine(kind);
    });
    after(() => fixture?.close());

    test('the server sees the same', async () => {
      const { seen, expected } = await seenAs.container(fixture);
      assert.deepEqual(seen, expected);
    });

    test('the official suite finds the same of it', async t => {
      const { inSandbox, stage } = shared;
      const { integrity, found } = await stage.inEngine(fixture, {
        pinned: inSandbox.integrity,
        revisions: REVISIONS,
      });
      // The pin that an approval holds is of the same packages here as there.
      assert.equal(integrity, inSandbox.integrity);
      for (const [revision, scenarios] of Object.entries(found))
        await compare(t, {
          ...{ kind, revision, scenarios },
          expected: inSandbox.found[revision],
        });
      if (REVISIONS.length === 1)
        t.diagnostic(
          `2025-11-25, and Podman: NOT RUN here: npm run test:alike`,
        );
      t.diagnostic(
        'kubernetes: manifests and life cycle alone, on the simulator, in the module (sameDefinition.test.ts); on a real cluster: NOT RUN here',
      );
    });
  });
}

async function compare(t, { kind, revision, scenarios, expected }) {
  await t.test(`${revision}: the same scenarios ran`, () =>
    assert.deepEqual(Object.keys(scenarios), Object.keys(expected)),
  );
  for (const [scenario, result] of Object.entries(scenarios))
    await t.test(`${revision}: ${scenario}`, () =>
      assert.deepEqual(result, expected[scenario]),
    );
  const required = Object.values(scenarios).filter(one => one.required);
  const passed = required.filter(({ failures }) => failures.length === 0);
  t.diagnostic(
    `${kind}, ${revision}: ${passed.length}/${required.length} required scenarios, as under sandbox`,
  );
  for (const [scenario, { why }] of Object.entries(EXPLAINED[revision]))
    t.diagnostic(`not over stdio: ${scenario} (${revision}): ${why}`);
}
