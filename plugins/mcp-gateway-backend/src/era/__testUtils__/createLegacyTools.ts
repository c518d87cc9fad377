import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  ElicitResultSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Happened } from './createModernTools';

const text = (value: string) => ({
  content: [{ type: 'text' as const, text: value }],
});
const QUESTION = {
  mode: 'form' as const,
  message: 'Who are you?',
  requestedSchema: {
    type: 'object' as const,
    properties: { name: { type: 'string' as const } },
    required: ['name'],
  },
};

/** A server of the session era with tools, resources and prompts, progress, logs and questions. */
export function createLegacyTools(happened: Happened): McpServer {
  const server = new McpServer(
    { name: 'legacy', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        logging: {},
      },
      instructions: 'Be kind.',
    },
  );
  const annotations = { readOnlyHint: true };

  server.registerTool(
    'echo',
    { inputSchema: { text: z.string() }, annotations },
    async ({ text: value }) => text(value),
  );
  server.registerTool('work', { annotations }, async extra => {
    const progressToken = extra._meta?.progressToken;
    for (const progress of [1, 2]) {
      if (progressToken !== undefined) {
        await extra.sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 2 },
        });
      }
    }
    await extra.sendNotification({
      method: 'notifications/message',
      params: { level: 'info', data: 'working' },
    });
    return text('worked');
  });
  // On the stream of the call.
  server.registerTool('ask', { annotations }, async extra => {
    const { content } = await extra.sendRequest(
      { method: 'elicitation/create', params: QUESTION },
      ElicitResultSchema,
    );
    return text(`Hello, ${content?.name}`);
  });
  // On the stream of the session.
  server.registerTool('count', { annotations }, async () => {
    const first = await server.server.elicitInput(QUESTION);
    const second = await server.server.elicitInput(QUESTION);
    return text(`${first.content?.name} and ${second.content?.name}`);
  });
  server.registerTool('linger', { annotations }, async ({ signal }) => {
    await new Promise<void>(resolve =>
      signal.addEventListener('abort', () => resolve()),
    );
    happened.cancelled.push('linger');
    return text('never read');
  });
  server.registerResource(
    'readme',
    'file:///readme',
    { mimeType: 'text/plain' },
    async uri => ({ contents: [{ uri: uri.href, text: 'read me' }] }),
  );
  server.registerPrompt('greet', {}, async () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Greet!' } }],
  }));
  const subscribed = new Set<string>();
  server.server.setRequestHandler(
    SubscribeRequestSchema,
    async ({ params }) => {
      subscribed.add(params.uri);
      return {};
    },
  );
  server.server.setRequestHandler(
    UnsubscribeRequestSchema,
    async ({ params }) => {
      subscribed.delete(params.uri);
      return {};
    },
  );
  return server;
}
