import {
  acceptedContent,
  inputRequired,
  McpServer,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

const text = (value: string) => ({
  content: [{ type: 'text' as const, text: value }],
});
const nameSchema = z.object({ name: z.string() });

/** What happened inside a server, which its answers do not tell. */
export interface Happened {
  cancelled: string[];
}

/** A server of the stateless era with tools, resources and prompts, progress, logs and questions. */
export function createModernTools(happened: Happened): McpServer {
  const server = new McpServer(
    { name: 'modern', version: '2.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        logging: {},
      },
      instructions: 'Be kind.',
    },
  );
  const annotations = { readOnlyHint: true };

  server.registerTool(
    'echo',
    { inputSchema: z.object({ text: z.string() }), annotations },
    async ({ text: value }) => text(value),
  );
  server.registerTool(
    'count',
    {
      inputSchema: z.object({}),
      outputSchema: z.array(z.number()),
      annotations,
    },
    async () => ({
      content: [{ type: 'text', text: '[1,2]' }],
      structuredContent: [1, 2],
    }),
  );
  server.registerTool('work', { annotations }, async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [1, 2]) {
      if (progressToken !== undefined) {
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 2 },
        });
      }
    }
    await mcpReq.log('info', 'working');
    return text('worked');
  });
  server.registerTool('ask', { annotations }, async ({ mcpReq }) => {
    const answer = acceptedContent(mcpReq.inputResponses, 'who', nameSchema);
    return answer
      ? text(`Hello, ${answer.name}, from ${mcpReq.requestState()}`)
      : inputRequired({
          inputRequests: {
            who: inputRequired.elicit({
              message: 'Who are you?',
              requestedSchema: {
                type: 'object',
                properties: { name: { type: 'string' } },
                required: ['name'],
              },
            }),
          },
          requestState: 'the state',
        });
  });
  server.registerTool('linger', { annotations }, async ({ mcpReq }) => {
    await new Promise<void>(resolve =>
      mcpReq.signal.addEventListener('abort', () => resolve()),
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
  return server;
}
