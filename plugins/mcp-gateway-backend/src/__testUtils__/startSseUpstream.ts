import { once } from 'events';
import { createServer, type ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';

const TOOLS = ['echo', 'note', 'wipe', 'grown'].map(name => ({
  name,
  description: `Does ${name}`,
  inputSchema: { type: 'object' as const },
}));

/** A real server of the HTTP+SSE transport (MCP 2024-11-05). */
export interface SseTestUpstream {
  url: string;
  /** Paths that were asked for, with their methods. */
  seen: string[];
  /** The `Authorization` of each request. */
  authorization: (string | undefined)[];
  /** Streams that are open. */
  sessions: ReadonlyMap<string, SSEServerTransport>;
  /** Sends these bytes to every open session, as no proper server would. */
  inject(text: string): void;
  announce(): Promise<void>;
  /** Breaks every stream off. */
  dropStreams(): void;
  stop(): Promise<void>;
}

/** @param options - `endpoint`: what the first event says, in the place of the truth */
export async function startSseUpstream(
  options: { endpoint?: string; silent?: boolean } = {},
): Promise<SseTestUpstream> {
  const seen: string[] = [];
  const authorization: (string | undefined)[] = [];
  const sessions = new Map<string, SSEServerTransport>();
  const servers = new Map<string, Server>();
  const streams = new Set<ServerResponse>();

  const http = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    seen.push(`${request.method} ${url.pathname}`);
    authorization.push(request.headers.authorization);
    if (request.method === 'GET' && url.pathname === '/sse') {
      streams.add(response);
      response.once('close', () => streams.delete(response));
      if (options.silent || options.endpoint !== undefined) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(
          options.endpoint === undefined
            ? ': nothing yet\n\n'
            : `event: endpoint\ndata: ${options.endpoint}\n\n`,
        );
        return;
      }
      const transport = new SSEServerTransport('/messages', response);
      const server = createToolServer();
      sessions.set(transport.sessionId, transport);
      servers.set(transport.sessionId, server);
      server.onclose = () => {
        sessions.delete(transport.sessionId);
        servers.delete(transport.sessionId);
      };
      await server.connect(transport);
    } else if (request.method === 'POST' && url.pathname === '/messages') {
      const session = sessions.get(url.searchParams.get('sessionId') ?? '');
      if (session) await session.handlePostMessage(request, response);
      else response.writeHead(404).end();
    } else {
      request.resume();
      response.writeHead(405).end();
    }
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/sse`,
    seen,
    authorization,
    sessions,
    inject: text => streams.forEach(stream => stream.write(text)),
    announce: async () => {
      for (const server of servers.values()) await server.sendToolListChanged();
    },
    dropStreams: () => streams.forEach(stream => stream.destroy()),
    stop: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

function createToolServer(): Server {
  const server = new Server(
    { name: 'old', version: '0.1.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: TOOLS,
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const { name, arguments: args } = params;
    // A call that takes longer than any test.
    if (args?.linger) await new Promise(() => {});
    const progressToken = params._meta?.progressToken;
    if (args?.progress && progressToken !== undefined) {
      for (const progress of [1, 2]) {
        await extra.sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 2 },
        });
      }
    }
    const text = args?.ask
      ? await askClient(server)
      : `${name} was called with ${JSON.stringify(args ?? {})}`;
    return { content: [{ type: 'text', text }] };
  });
  return server;
}

async function askClient(server: Server): Promise<string> {
  const { roots } = await server.listRoots();
  return roots.map(root => root.uri).join();
}
