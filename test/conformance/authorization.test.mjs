// The official suite's client side, its scenarios about authorization, with the gateway as the client: the suite's MCP servers
// and authorization servers behind a gateway, a person who links their account as the portal does it, a client in front.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startRig } from '../support/rig/startRig.mjs';
import { issuerOf } from './lib/issuerOf.mjs';
import { linkAccount } from './lib/linkAccount.mjs';
import { requiredOfClients } from './lib/requirements.mjs';
import { runClientScenario } from './lib/runClientScenario.mjs';
import { startDesk } from './lib/startDesk.mjs';

const NOWHERE = 'http://localhost:9/mcp';

const nameOf = (revision, scenario) =>
  `${scenario.replace('auth/', '')}-${revision}`.slice(0, 63);
const all = ['2025-11-25', '2026-07-28'].flatMap(revision =>
  requiredOfClients(revision)
    .filter(scenario => scenario.startsWith('auth/'))
    .map(scenario => ({ revision, scenario })),
);

const CREDENTIAL = { type: 'user-oauth' };
/** Where the administrator registers the gateway by hand: who it is then. */
const REGISTERED = {
  'auth/pre-registration': context => ({
    id: context.client_id,
    authentication: 'client_secret_basic',
    secret: context.client_secret,
  }),
  // A document at an address of the company's own: the gateway publishes one only where it has https.
  'auth/basic-cimd': () => ({
    id: 'https://conformance-test.local/client-metadata.json',
    authentication: 'none',
  }),
};

/** A gateway that can hold accounts. */
const start = (servers, credentials = {}) =>
  startRig({
    servers,
    people: ['alice'],
    config: {
      mcpGateway: {
        encryption: {
          keys: [{ id: 'a', secret: randomBytes(32).toString('hex') }],
        },
        credentials,
      },
    },
  });

const running = { rigs: new Map(), passed: 0 };

/** The gateway of all scenarios, or one that knows a client for this one. */
async function rigFor({ revision, scenario, url, context }) {
  const name = nameOf(revision, scenario);
  const client = REGISTERED[scenario]?.(context);
  if (!client) {
    running.rig.change(name, {
      approvedRevision: {
        digest: `sha256:${name}`,
        upstream: { type: 'streamable-http', url },
        credential: CREDENTIAL,
        tools: null,
      },
    });
    await running.rig.applied();
    return running.rig;
  }
  const issuer = await issuerOf(url);
  const servers = [`api:default/${name}`];
  return await start([{ name, url, credential: CREDENTIAL }], {
    clients: { registered: { issuer, client, servers } },
  });
}

before(async () => {
  running.rig = await start(
    all.map(({ revision, scenario }) => ({
      name: nameOf(revision, scenario),
      url: NOWHERE,
      credential: CREDENTIAL,
    })),
  );
  running.desk = await startDesk(async ({ signIn, ...place }) => {
    const name = nameOf(place.revision, place.scenario);
    if (signIn) {
      return await linkAccount({
        gateway: running.rigs.get(name).gateways[0],
        person: 'alice',
        serverRef: `api:default/${name}`,
      });
    }
    const rig = await rigFor(place);
    running.rigs.set(name, rig);
    return {
      endpoint: rig.endpoint(name),
      token: await rig.token('alice', name),
    };
  });
});
after(async () => {
  await running.desk?.stop();
  const rigs = new Set([running.rig, ...running.rigs.values()]);
  for (const rig of rigs) await rig?.stop();
});

for (const { revision, scenario } of all)
  test(`${revision}: ${scenario}`, async t => {
    const { output, result } = await runClientScenario({
      revision,
      scenario,
      desk: running.desk.url,
    });
    assert.ok(result, `It did not run:\n${output.slice(-4000)}`);
    assert.deepEqual(result.warnings, []);
    assert.deepEqual(result.failures, [], output.slice(-4000));
    assert.ok(result.passed > 0, 'It checked nothing');
    running.passed += 1;
    t.diagnostic(`${result.passed} checks`);
  });

test('the scenarios about authorization', t => {
  // Another number is another suite, or a scenario that was lost.
  assert.equal(all.length, 39);
  t.diagnostic(`authorization: ${running.passed}/${all.length} scenarios`);
});
