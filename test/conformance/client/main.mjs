// The program that the official suite starts with the address of its server: it has that server put behind the gateway, and
// does what the scenario asks for through the gateway.
import { StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { authScenario } from './authScenario.mjs';
import { SCENARIOS } from './scenarios.mjs';

const {
  MCP_CONFORMANCE_SCENARIO: scenario,
  MCP_CONFORMANCE_PROTOCOL_VERSION: revision,
  MCP_CONFORMANCE_CONTEXT: context = '{}',
  SALLYPORT_CONFORMANCE_DESK: desk,
} = process.env;

async function askDesk(wish) {
  const answer = await fetch(desk, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      revision,
      scenario,
      url: process.argv.at(-1),
      context: JSON.parse(context),
      ...wish,
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json();
}

const { endpoint, token } = await askDesk();
const {
  client: create,
  run,
  patiently = connect => connect(),
} = scenario.startsWith('auth/')
  ? authScenario(revision, () => askDesk({ signIn: true }))
  : SCENARIOS[revision][scenario];
const Transport = revision === '2025-11-25' ? LegacyTransport : ModernTransport;
const client = await patiently(async () => {
  const connecting = create();
  await connecting.connect(
    new Transport(new URL(endpoint), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  );
  return connecting;
});
await run(client, JSON.parse(context));
await client.close();
