// What people do in the portal and at the gateway, over the same interfaces as the portal's pages and MCP clients.
import { portalApi } from '../../../scripts/lib/portalApi.mjs';
import { signIn } from '../../../scripts/lib/signIn.mjs';

export const PORTAL = 'http://localhost:7007';
export const GATEWAY = 'http://localhost:7008';
const IDENTITY = 'http://localhost:7009';

/** The portal's REST APIs, as somebody who signed in. */
export async function as(person) {
  const { token } = await signIn(person, {
    portalUrl: PORTAL,
    identityUrl: IDENTITY,
  });
  return portalApi({ portalUrl: PORTAL, token });
}

/** Gives one person access to all of a server, as another one. */
export async function giveAccess({ to, by, server }) {
  const { id } = await to('POST', '/mcp-registry/access-requests', {
    serverRef: `api:default/${server}`,
    purpose: 'To see that it works',
    tools: { kind: 'all' },
    durationDays: 7,
  });
  await by('POST', `/mcp-registry/access-requests/${id}/decision`, {
    decision: 'approve',
  });
}

/** Opens a session of MCP at a server and calls a tool: what the gateway answered, as text. */
export async function callTool({ as: person, server, name, args }) {
  const { token } = await person('POST', '/mcp-gateway/tokens', {
    serverRef: `api:default/${server}`,
    client: 'tests',
  });
  const post = async (method, params, session) => {
    const response = await fetch(`${GATEWAY}/servers/default/${server}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(session && { 'mcp-session-id': session }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return {
      session: response.headers.get('mcp-session-id'),
      text: await response.text(),
    };
  };
  const { session, text } = await post('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'tests', version: '1.0.0' },
  });
  if (!session) return text;
  return (await post('tools/call', { name, arguments: args }, session)).text;
}
