import type { ScriptedAnswer, ScriptedRequest } from './startScripted';

/** Answers as a small server of MCP 2026-07-28 with the tools `echo` and `wipe` would. */
export function scriptModern({ bytes }: ScriptedRequest): ScriptedAnswer {
  const { id, method, params } = JSON.parse(bytes.toString());
  const send = (outcome: object) => ({
    body: JSON.stringify({ jsonrpc: '2.0', id, ...outcome }),
  });
  const answer = (result: object) =>
    send({ result: { resultType: 'complete', ...result } });
  const cache = { ttlMs: 0, cacheScope: 'private' };
  switch (method) {
    case 'initialize':
      return send({ error: { code: -32601, message: 'No such method' } });
    case 'server/discover':
      return answer({
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        serverInfo: { name: 'upstream', version: '1.0.0' },
        ...cache,
      });
    case 'tools/list': {
      const inputSchema = { type: 'object' };
      const tools = ['echo', 'wipe'].map(name => ({ name, inputSchema }));
      return answer({ tools, ...cache });
    }
    case 'tools/call':
      return answer({
        content: [{ type: 'text', text: `${params.name} was called` }],
      });
    default:
      return id === undefined ? { status: 202 } : answer({});
  }
}
