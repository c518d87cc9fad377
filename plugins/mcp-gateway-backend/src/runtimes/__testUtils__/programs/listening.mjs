// A server of MCP 2025-11-25 that speaks Streamable HTTP by itself at the port PORT, with sessions that it alone knows.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const sessions = new Map();
const text = value => ({ content: [{ type: 'text', text: `${value}` }] });
const say = (response, id, result, headers = {}) => {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
};

const tools = {
  /** Who answers, and how often it was asked in this session. */
  echo: session => text(`${process.pid} ${++session.count}`),
  /** What its runtime was given, which nobody may be told. */
  wipe: () => text(process.env.KEY),
};

createServer(async (request, response) => {
  const id = request.headers['mcp-session-id'];
  const message = request.method === 'POST' ? await json(request) : undefined;
  if (request.url !== '/mcp') {
    response.writeHead(404).end();
    return;
  }
  if (message?.method === 'initialize') {
    const name = randomUUID();
    sessions.set(name, { count: 0 });
    say(
      response,
      message.id,
      {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: { name: 'listening', version: '1.0.0' },
      },
      { 'mcp-session-id': name },
    );
    return;
  }
  const session = sessions.get(id);
  if (!session) {
    const error = { code: -32600, message: 'No such session' };
    response.writeHead(id ? 404 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error }));
  } else if (request.method === 'DELETE') {
    sessions.delete(id);
    response.writeHead(200).end();
  } else if (request.method === 'GET') {
    response.writeHead(405).end();
  } else if (message.id === undefined) {
    response.writeHead(202).end();
  } else if (message.method === 'tools/list') {
    say(response, message.id, {
      tools: ['echo', 'note', 'wipe'].map(name => ({
        name,
        inputSchema: { type: 'object' },
        annotations: { readOnlyHint: true },
      })),
    });
  } else if (message.params?.name === 'note') {
    // It begins to answer, and has not ended when it is ended.
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const notice = {
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: { level: 'info', data: 'begun' },
    };
    response.write(`data: ${JSON.stringify(notice)}\n\ndata: {"jsonrpc":`);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200);
  } else if (message.method === 'tools/call') {
    say(response, message.id, tools[message.params.name](session));
  } else say(response, message.id, {});
}).listen(Number(process.env.PORT), '127.0.0.1', () =>
  console.log('it listens'),
);
