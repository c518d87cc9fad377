#!/usr/bin/env node
// A server of the session era over standard input and output, without an SDK: it starts quickly and says what it was told.
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const TOOLS = [
  {
    name: 'echo',
    description: 'Says what it was told, after a while',
    inputSchema: {
      type: 'object',
      properties: { it: { type: 'string' }, ms: { type: 'number' } },
    },
    annotations: { readOnlyHint: true },
  },
];

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'rig-hosted', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: TOOLS }),
  'tools/call': async ({ arguments: { it = '', ms = 0 } = {} }) => {
    await wait(ms);
    return { content: [{ type: 'text', text: it }] };
  },
};

createInterface({ input: process.stdin }).on('line', async line => {
  const { id, method, params = {} } = JSON.parse(line);
  if (id === undefined) return;
  const answer = Object.hasOwn(answers, method)
    ? { result: await answers[method](params) }
    : { error: { code: -32601, message: 'Method not found' } };
  process.stdout.write(
    `${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`,
  );
});
