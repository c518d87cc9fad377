// The server that everything in the bench stands in front of: MCP of both eras without an SDK, so that what is measured
// is what stands before it. `rawServer.mjs <port>` for HTTP, without a port on standard input and output.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const inputSchema = {
  type: 'object',
  properties: { message: { type: 'string' } },
};
const TOOLS = [
  { name: 'echo', inputSchema, annotations: { readOnlyHint: true } },
  { name: 'wipe', inputSchema, annotations: { destructiveHint: true } },
  { name: 'large', inputSchema, annotations: { readOnlyHint: true } },
  { name: 'secret', inputSchema, annotations: { readOnlyHint: true } },
];
const MEGABYTE = 'x'.repeat(1024 * 1024);
const capabilities = { tools: {} };
const serverInfo = { name: 'raw', version: '1.0.0' };

function resultOf({ method, params }) {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion,
        capabilities,
        serverInfo,
      };
    case 'server/discover':
      return {
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities,
        ttlMs: 0,
        cacheScope: 'private',
      };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: TOOLS, ttlMs: 0, cacheScope: 'private' };
    case 'tools/call': {
      const text =
        params.name === 'large' ? MEGABYTE : String(params.arguments?.message);
      return { content: [{ type: 'text', text }] };
    }
    default:
      return undefined;
  }
}

function answerTo(message) {
  if (message.id === undefined || message.method === undefined)
    return undefined;
  const result = resultOf(message);
  const { id } = message;
  return JSON.stringify(
    result
      ? { jsonrpc: '2.0', id, result }
      : { jsonrpc: '2.0', id, error: { code: -32601, message: 'unknown' } },
  );
}

function serveHttp(port) {
  createServer((request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const message = JSON.parse(Buffer.concat(chunks));
      const body = answerTo(message);
      if (body === undefined) {
        response.writeHead(202).end();
        return;
      }
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(message.method === 'initialize' && {
          'mcp-session-id': crypto.randomUUID(),
        }),
      });
      response.end(body);
    });
  }).listen(port, '127.0.0.1');
}

function serveStdio() {
  createInterface({ input: process.stdin }).on('line', line => {
    const body = answerTo(JSON.parse(line));
    if (body !== undefined) process.stdout.write(`${body}\n`);
  });
}

const [port] = process.argv.slice(2);
if (port) serveHttp(Number(port));
else serveStdio();
