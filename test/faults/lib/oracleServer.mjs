import { once } from 'node:events';
import { createServer } from 'node:http';
import { lenientReadings } from './lenient.mjs';

/** What the person of the fuzz may do at the server: one tool, and nothing that is not a tool. */
export const ALLOWED_TOOL = 'echo';
const ALLOWED_METHODS = new Set([
  ...['initialize', 'ping', 'server/discover', 'logging/setLevel'],
  ...['tools/list', 'tools/call', 'subscriptions/listen', 'tasks/list'],
  ...['notifications/initialized', 'notifications/cancelled'],
  ...['notifications/progress', 'notifications/roots/list_changed'],
  'notifications/tasks/status',
]);

const decode = value => {
  const encoded = /^=\?base64\?(.*)\?=$/is.exec(value ?? '')?.[1];
  return encoded === undefined
    ? value
    : Buffer.from(encoded, 'base64').toString('utf8');
};

/**
 * The server behind the gateway. It answers everything, and reads whatever reaches it as leniently as any reader might:
 * a reading that the gateway must have refused is a violation.
 */
export async function startOracleServer({ secrets }) {
  const violations = [];
  const owners = new Map();
  let count = 0;
  let forwarded = 0;
  let script;

  const examine = (request, text) => {
    const say = what =>
      violations.push({ what, headers: request.rawHeaders, text });
    const everything = `${request.rawHeaders.join('\n')}\n${text}`;
    for (const secret of secrets())
      if (everything.includes(secret)) say('a credential reached the server');
    const { methods, names } = lenientReadings(text);
    for (const method of methods)
      if (!ALLOWED_METHODS.has(method)) say(`method ${method}`);
    const calls = methods.includes('tools/call');
    if (calls)
      for (const name of names)
        if (name !== ALLOWED_TOOL) say(`tool ${String(name)}`);
    if (text.trim().startsWith('[')) say('a batch');
    const { headers } = request;
    const method = decode(headers['mcp-method']);
    if (method !== undefined && methods.some(other => other !== method))
      say(`header method ${method}`);
    const name = decode(headers['mcp-name']);
    if (calls && name !== undefined && name !== ALLOWED_TOOL)
      say(`header name ${name}`);
    const session = headers['mcp-session-id'];
    const who = /"who":"([a-z]+)"/.exec(text)?.[1];
    if (session !== undefined && !owners.has(session))
      say(`a session that was never given: ${session}`);
    else if (session !== undefined && who && owners.get(session) !== who)
      say(`${who} in a session of ${owners.get(session)}`);
  };

  const http = createServer((request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', async () => {
      const bytes = Buffer.concat(chunks);
      const text = bytes.toString('utf8');
      forwarded += 1;
      if (request.method === 'POST') examine(request, text);
      const message = parse(text);
      if (script && message?.method === 'tools/list') {
        await script(response, message);
        return;
      }
      const headers = { 'content-type': 'application/json' };
      if (message?.method === 'initialize') {
        const session = `upstream-${++count}`;
        const who = /"who":"([a-z]+)"/.exec(text)?.[1];
        owners.set(session, who);
        headers['mcp-session-id'] = session;
      }
      response.writeHead(200, headers);
      response.end(
        JSON.stringify({
          jsonrpc: '2.0',
          id: message?.id ?? null,
          result: { content: [], capabilities: {} },
        }),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${http.address().port}/mcp`,
    violations,
    forwarded: () => forwarded,
    /** Answers `tools/list` as a hostile server would. */
    answerLists: answer => {
      script = answer;
    },
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
