// Enterprise-managed authorization, by the official suite: its identity provider, its authorization server and its MCP server
// stand behind a gateway, and a client in front of it has nothing but a gateway token.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRig } from '../support/rig/startRig.mjs';
import { issuerOf } from './lib/issuerOf.mjs';
import { runClientScenario } from './lib/runClientScenario.mjs';
import { startDesk } from './lib/startDesk.mjs';

const SCENARIO = 'auth/enterprise-managed-authorization';
const SERVER = 'enterprise';

/** A gateway that is a client of both sides, as the scenario registered it. */
async function startGateway({ url, context }) {
  const issuer = await issuerOf(url);
  return await startRig({
    servers: [
      {
        name: SERVER,
        url,
        credential: { type: 'id-jag', provider: 'company', issuer },
      },
    ],
    people: ['alice'],
    identityTokens: { idp: { 'user:default/alice': context.idp_id_token } },
    config: {
      mcpGateway: {
        credentials: {
          enterprises: {
            company: {
              issuer: context.idp_issuer,
              client: { id: context.idp_client_id, authentication: 'none' },
              connection: 'idp',
              servers: [`api:default/${SERVER}`],
              authorizationServers: [
                {
                  issuer,
                  client: {
                    id: context.client_id,
                    authentication: 'client_secret_basic',
                    secret: context.client_secret,
                  },
                },
              ],
            },
          },
        },
      },
    },
  });
}

const running = {};
before(async () => {
  running.desk = await startDesk(async place => {
    running.rig = await startGateway(place);
    return {
      endpoint: running.rig.endpoint(SERVER),
      token: await running.rig.token('alice', SERVER),
    };
  });
});
after(async () => {
  await running.desk?.stop();
  await running.rig?.stop();
});

test(SCENARIO, async t => {
  const { code, output, result } = await runClientScenario({
    scenario: SCENARIO,
    desk: running.desk.url,
  });
  assert.ok(result, `It did not run:\n${output.slice(-4000)}`);
  assert.deepEqual(result.failures, [], output.slice(-4000));
  assert.deepEqual(result.warnings, []);
  assert.equal(code, 0, output.slice(-4000));
  t.diagnostic(`${result.passed} checks`);
});
