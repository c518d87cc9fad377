// The official suite's servers behind a gateway, and a client in front of it: what the client side asks for arrives unharmed.
// All scenarios that need no authorization of their own.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRig } from '../support/rig/startRig.mjs';
import { SCENARIOS } from './client/scenarios.mjs';
import { runClientScenario } from './lib/runClientScenario.mjs';
import { startDesk } from './lib/startDesk.mjs';

/** Where a probe may go first: elsewhere the suite takes its requests for the client's. */
const PROBED = ['http-custom-headers', 'http-invalid-tool-headers'];
const NOWHERE = 'http://localhost:9/mcp';

const nameOf = (revision, scenario) => `${scenario}-${revision}`.slice(0, 63);
const all = Object.entries(SCENARIOS).flatMap(([revision, scenarios]) =>
  Object.keys(scenarios).map(scenario => ({ revision, scenario })),
);

const running = { passed: [] };
before(async () => {
  const rig = await startRig({
    servers: all.map(({ revision, scenario }) => ({
      name: nameOf(revision, scenario),
      url: NOWHERE,
    })),
    people: ['alice'],
  });
  running.rig = rig;
  running.desk = await startDesk(async ({ revision, scenario, url }) => {
    const name = nameOf(revision, scenario);
    rig.change(name, {
      approvedRevision: {
        digest: `sha256:${name}`,
        upstream: { type: 'streamable-http', url },
        tools: null,
      },
    });
    if (PROBED.includes(scenario)) await rig.learn(name);
    await rig.applied();
    return {
      endpoint: rig.endpoint(name),
      token: await rig.token('alice', name),
    };
  });
});
after(async () => {
  await running.desk?.stop();
  await running.rig?.stop();
});

for (const { revision, scenario } of all)
  test(`${revision}: ${scenario}`, async t => {
    const { code, output, result } = await runClientScenario({
      revision,
      scenario,
      desk: running.desk.url,
    });
    assert.ok(result, `It did not run:\n${output.slice(-4000)}`);
    assert.deepEqual(result.failures, [], output.slice(-4000));
    assert.deepEqual(result.warnings, []);
    assert.ok(result.passed > 0, 'It checked nothing');
    assert.equal(code, 0, output.slice(-4000));
    running.passed.push(scenario);
    t.diagnostic(`${result.passed} checks`);
  });

test('the suite of the client side', t => {
  // Another number is another suite, or a scenario that was lost.
  assert.equal(all.length, 11);
  t.diagnostic(`client side: ${running.passed.length}/${all.length} scenarios`);
});
