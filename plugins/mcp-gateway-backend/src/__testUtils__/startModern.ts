import { once } from 'events';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { buffer } from 'stream/consumers';
import { setTimeout as sleep } from 'timers/promises';

/** A small server of the stateless era alone (MCP 2026-07-28), without an SDK. */
export async function startModern(options: {
  tools: readonly string[];
  /** What it lists at the moment, where it is more than names. */
  listed?: () => readonly object[];
  /** How long it takes for each answer. */
  delayMs?: () => number;
}) {
  const called: { name: string; message: Record<string, unknown> }[] = [];
  const http = createServer(async (request, response) => {
    const message = JSON.parse((await buffer(request)).toString() || '{}');
    const { id, method, params } = message;
    await sleep(options.delayMs?.() ?? 0);
    const answer = (body: object, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: id ?? null, ...body }));
    };
    if (method === 'tools/call') called.push({ name: params.name, message });
    const result =
      method === 'tools/list' && options.listed
        ? { ttlMs: 0, cacheScope: 'public', tools: options.listed() }
        : resultOf(method, params, options.tools);
    if (method === 'initialize' || !result) {
      answer({ error: { code: -32601, message: 'unknown' } }, 404);
    } else {
      answer({ result: { resultType: 'complete', ...result } });
    }
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    called,
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

function resultOf(
  method: string,
  params: Record<string, unknown>,
  tools: readonly string[],
): object | undefined {
  const fresh = { ttlMs: 0, cacheScope: 'public' };
  switch (method) {
    case 'server/discover':
      return {
        ...fresh,
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {}, prompts: {}, resources: {} },
      };
    case 'tools/list':
      return {
        ...fresh,
        tools: tools.map(name => ({ name, inputSchema: { type: 'object' } })),
      };
    case 'tools/call':
      return { content: [{ type: 'text', text: `${params.name} was called` }] };
    case 'prompts/list':
      return { ...fresh, prompts: [{ name: 'greet' }] };
    case 'prompts/get':
      return {
        messages: [
          {
            role: 'user',
            content: { type: 'text', text: String(params.name) },
          },
        ],
      };
    case 'resources/list':
      return { ...fresh, resources: [{ name: 'a', uri: 'file:///a' }] };
    case 'resources/read':
      return {
        ...fresh,
        contents: [{ uri: params.uri, text: `at ${params.uri}` }],
      };
    default:
      return undefined;
  }
}
