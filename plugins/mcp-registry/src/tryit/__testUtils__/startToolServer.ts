import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer as LegacyServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  createMcpHandler,
  fromJsonSchema,
  inputRequired,
  McpServer,
} from '@modelcontextprotocol/server';

/** What a test sees of a request. */
export interface SeenRequest {
  method: string;
  headers: IncomingMessage['headers'];
}

/** A real server with tools that try a page out. */
export interface ToolServer {
  url: string;
  seen: SeenRequest[];
  stop(): Promise<void>;
}

const askName = {
  message: 'What is your name?',
  requestedSchema: {
    type: 'object' as const,
    properties: { name: { type: 'string' as const } },
    required: ['name'],
  },
};
const page = { message: 'Sign in there', url: 'https://login.example/start' };
const says = (text: string) => ({ content: [{ type: 'text' as const, text }] });

/** @param era - `legacy`: sessions, MCP 2025-11-25; `modern`: without sessions, MCP 2026-07-28, and nothing else */
export async function startToolServer(
  era: 'legacy' | 'modern',
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<ToolServer> {
  const seen: SeenRequest[] = [];
  const handle = era === 'legacy' ? legacyHandler() : modernHandler();
  const http = createServer((request, response) => {
    seen.push({ method: request.method ?? '', headers: request.headers });
    if (intercept?.(request, response)) return;
    handle(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    seen,
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

function legacyHandler(): Handler {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  return async (request, response) => {
    const id = String(request.headers['mcp-session-id']);
    let transport = sessions.get(id);
    if (!transport) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        onsessioninitialized: made => {
          sessions.set(made, transport as StreamableHTTPServerTransport);
        },
      });
      await createLegacyServer().connect(transport);
    }
    await transport.handleRequest(request, response);
  };
}

function createLegacyServer(): LegacyServer {
  const server = new LegacyServer({ name: 'legacy', version: '1.0.0' });
  server.registerTool('greet', {}, async () => {
    const answer = await server.server.elicitInput(askName);
    return says(`${answer.action} ${JSON.stringify(answer.content ?? {})}`);
  });
  server.registerTool('linger', {}, async extra => {
    const progressToken = extra._meta?.progressToken;
    if (progressToken !== undefined) {
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress: 1, total: 4, message: 'warming up' },
      });
    }
    return await new Promise(() => {});
  });
  server.registerTool('fail', {}, async () => {
    throw new Error('the machine is on fire');
  });
  return server;
}

function modernHandler(): Handler {
  const handler = toNodeHandler(
    createMcpHandler(() => createModernServer(), { legacy: 'reject' }),
  );
  return async (request, response) => {
    await handler(request, response);
  };
}

function createModernServer(): McpServer {
  const server = new McpServer({ name: 'modern', version: '1.0.0' });
  server.registerTool(
    'greet',
    { inputSchema: fromJsonSchema({ type: 'object' }) },
    async (_args, ctx) => {
      const answer = ctx.mcpReq.inputResponses?.name;
      return answer
        ? says(JSON.stringify(answer))
        : inputRequired({
            inputRequests: { name: inputRequired.elicit(askName) },
          });
    },
  );
  server.registerTool(
    'visit',
    { inputSchema: fromJsonSchema({ type: 'object' }) },
    async (_args, ctx) => {
      const answer = ctx.mcpReq.inputResponses?.page;
      return answer
        ? says(JSON.stringify(answer))
        : inputRequired({
            inputRequests: { page: inputRequired.elicitUrl(page) },
          });
    },
  );
  return server;
}
