import assert from 'node:assert/strict';
import { REQUIRED_OF_SERVERS, requiredOfServers } from './requirements.mjs';
import { runServerSuite } from './runServerSuite.mjs';

/**
 * One test for each scenario that a revision requires of the server at an address; one that did not run fails.
 * @param {import('node:test').TestContext} t
 * @param {{what: string, url: string, revision: string}} options
 */
export async function testServer(t, { what, url, revision }) {
  const required = requiredOfServers(revision);
  assert.equal(required.length, REQUIRED_OF_SERVERS[revision]);
  const { scenarios, passed, output } = await runServerSuite({ url, revision });

  const check = scenario => {
    const result = scenarios.get(scenario);
    assert.ok(result, `It did not run:\n${output.slice(-4000)}`);
    assert.deepEqual(result.failures, []);
    assert.ok(result.passed > 0, 'It checked nothing');
    assert.ok(passed.has(scenario), 'The suite does not count it as passed');
  };
  for (const scenario of required)
    await t.test(scenario, () => check(scenario));

  const conforming = required.filter(scenario => passed.has(scenario)).length;
  t.diagnostic(
    `${what}, ${revision}: ${conforming}/${required.length} required scenarios`,
  );
  // Extensions and scenarios newer than the revision: they count for nothing, and pass all the same.
  const unscored = [...scenarios].filter(([name]) => !required.includes(name));
  await t.test('scenarios that are not scored', () => {
    assert.ok(unscored.length > 0);
    assert.deepEqual(
      unscored.flatMap(([, { failures }]) => failures),
      [],
    );
  });
  for (const [scenario, { warnings }] of scenarios)
    if (warnings.length)
      t.diagnostic(`warning: ${scenario}: ${warnings.join('; ')}`);
}
