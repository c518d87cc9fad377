// What the gateway adds to a tool call: the same call to the same server, directly and through the gateway, in one run.
// Needs the running example (npm start). Usage: node test/bench/gateway.mjs [seconds] [connections]
import autocannon from 'autocannon';
import { recallInstance } from '../../scripts/lib/instance.mjs';
import { defaultStateDir } from '../../scripts/lib/paths.mjs';
import { portalApi } from '../../scripts/lib/portalApi.mjs';
import { signIn } from '../../scripts/lib/signIn.mjs';

const SERVER = 'everything';
const [seconds = 10, connections = 4] = process.argv.slice(2).map(Number);

const instance = recallInstance(defaultStateDir);
if (!instance) throw new Error('Start the example first: npm start');
const { urls } = instance;

async function as(person) {
  const { token } = await signIn(person, {
    portalUrl: urls.portal,
    identityUrl: urls.identity,
  });
  return portalApi({ portalUrl: urls.portal, token });
}

/** A grant for Alice that is gone afterwards. */
async function withGrant(run) {
  const alice = await as('alice');
  const bob = await as('bob');
  const serverRef = `api:default/${SERVER}`;
  const request = await alice('POST', '/mcp-registry/access-requests', {
    serverRef,
    purpose: 'To measure what the gateway adds',
    tools: { kind: 'all' },
    durationDays: 1,
  });
  const { grantId } = await bob(
    'POST',
    `/mcp-registry/access-requests/${request.id}/decision`,
    { decision: 'approve' },
  );
  try {
    const { token } = await alice('POST', '/mcp-gateway/tokens', { serverRef });
    return await run(token);
  } finally {
    await bob('POST', `/mcp-registry/grants/${grantId}/revoke`, {
      reason: 'The measurement is over',
    });
  }
}

const message = (id, method, params) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });

async function openSession(url, headers) {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: message(0, 'initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1.0.0' },
    }),
  });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
  }
  await response.text();
  return response.headers.get('mcp-session-id');
}

async function measure(url, token) {
  const headers = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const session = await openSession(url, headers);
  const options = {
    url,
    method: 'POST',
    connections,
    headers: { ...headers, ...(session && { 'mcp-session-id': session }) },
    body: message(1, 'tools/call', {
      name: 'echo',
      arguments: { message: 'hello' },
    }),
  };
  await autocannon({ ...options, duration: 2 }); // warm up
  const result = await autocannon({ ...options, duration: seconds });
  if (result.non2xx || result.errors) {
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} broke`);
  }
  return {
    'p50 ms': result.latency.p50,
    'p99 ms': result.latency.p99,
    'calls/s': Math.round(result.requests.average),
  };
}

await withGrant(async token => {
  console.table({
    direct: await measure(urls[SERVER]),
    'through the gateway': await measure(
      `${urls.gateway}/servers/default/${SERVER}/mcp`,
      token,
    ),
  });
});
