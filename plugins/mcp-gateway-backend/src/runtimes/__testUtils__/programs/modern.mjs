// A server of MCP 2026-07-28 alone over standard input and output, by the SDK.
import {
  inputRequired,
  acceptedContent,
  McpServer,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

const text = value => ({ content: [{ type: 'text', text: value }] });
const annotations = { readOnlyHint: true };

serveStdio(
  () => {
    const server = new McpServer(
      { name: 'modern-stdio', version: '2.0.0' },
      {
        capabilities: { tools: { listChanged: true } },
        instructions: 'Be brief.',
      },
    );
    server.registerTool(
      'echo',
      { inputSchema: z.object({ text: z.string() }), annotations },
      async ({ text: value }) => text(value),
    );
    server.registerTool('note', { annotations }, async ({ mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      for (const progress of [1, 2]) {
        if (progressToken !== undefined) {
          await mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken, progress, total: 2 },
          });
        }
      }
      return text('noted');
    });
    server.registerTool('wipe', { annotations }, async ({ mcpReq }) => {
      const answer = acceptedContent(
        mcpReq.inputResponses,
        'who',
        z.object({ name: z.string() }),
      );
      return answer
        ? text(`Hello, ${answer.name}`)
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
    server.registerTool('whose', { annotations }, async ({ mcpReq }) => {
      const word = mcpReq._meta?.['sallyport/assertion'] ?? '';
      const [, claims] = word.split('.');
      return text(
        claims ? Buffer.from(claims, 'base64url').toString() : 'nobody',
      );
    });
    server.registerTool('change', { annotations }, async () => {
      server.sendToolListChanged();
      return text('changed');
    });
    return server;
  },
  { legacy: 'reject' },
);
