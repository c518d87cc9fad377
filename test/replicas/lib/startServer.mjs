import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isLegacyRequest,
  McpServer,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { LegacySessions } from '../../conformance/fixture/LegacySessions.mjs';

/**
 * So many tools that do the same. The record of calls keeps no arguments: by the tool's name a call is found there. Every
 * other one changes something, so both ways of recording take part.
 */
export const TOOLS = Array.from({ length: 32 }, (_, i) => `say_${i}`);
/** A call that streams: progress on the way, then its answer. */
export const SLOW = 'work';

const text = line => ({ content: [{ type: 'text', text: line }] });

function createCounter() {
  const server = new McpServer(
    { name: 'counter', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  TOOLS.forEach((name, i) =>
    server.registerTool(
      name,
      {
        description: 'Says it again',
        inputSchema: z.object({ it: z.string() }),
        annotations: { readOnlyHint: i % 2 === 0, destructiveHint: false },
      },
      ({ it }) => text(it),
    ),
  );
  server.registerTool(
    SLOW,
    {
      description: 'Works step by step, and says so',
      inputSchema: z.object({ it: z.string(), steps: z.number() }),
      annotations: { readOnlyHint: true },
    },
    async ({ it, steps }, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken;
      for (let progress = 1; progress <= steps; progress++) {
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: steps },
        });
        await sleep(250);
      }
      return text(it);
    },
  );
  return server;
}

/** The MCP server behind the gateways, of both eras: sessions whose streams can be resumed, and calls without a session. */
export async function startServer() {
  const modern = createMcpHandler(createCounter, { legacy: 'reject' });
  const legacy = LegacySessions.create({
    createServer: createCounter,
    // The SDK notices that a stream has lost its reader when it writes to it; until then it refuses another reader.
    keepAliveMs: 50,
  });
  const handle = toNodeHandler({
    fetch: async request =>
      (await isLegacyRequest(request))
        ? await legacy.fetch(request)
        : await modern.fetch(request),
  });
  const http = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://localhost:${http.address().port}/mcp`,
    /** Sessions that are open. */
    sessions: () => legacy.size,
    /** Says to every session, on its own stream, that the tools changed. */
    announce: () => legacy.toolsChanged(),
    stop: async () => {
      await Promise.all([modern.close(), legacy.close()]);
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
