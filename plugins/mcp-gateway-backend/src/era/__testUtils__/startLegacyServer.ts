import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

/** One request as it reached the server. */
export interface LegacyRequest {
  httpMethod: string;
  headers: NodeJS.Dict<string | string[]>;
  message: { id?: unknown; method?: string; params?: Record<string, unknown> };
}

/** A real server of the session era alone, as the SDK v1 makes them: what has no session is refused. */
export async function startLegacyServer(factory: () => McpServer) {
  const seen: LegacyRequest[] = [];
  const sessions = new Map<
    string,
    { server: McpServer; transport: StreamableHTTPServerTransport }
  >();
  const open = async () => {
    const server = factory();
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => {
        sessions.set(id, { server, transport });
      },
      onsessionclosed: id => {
        sessions.delete(id);
      },
    });
    await server.connect(transport);
    return transport;
  };
  const http = createServer((request, response) => {
    const answer = async () => {
      const body = await text(request);
      const message = body ? JSON.parse(body) : {};
      const { headers, method: httpMethod = '' } = request;
      seen.push({ httpMethod, headers, message });
      const id = headers['mcp-session-id'];
      const known = typeof id === 'string' ? sessions.get(id) : undefined;
      if (id !== undefined && !known) {
        response.writeHead(404).end();
        return;
      }
      const transport = known?.transport ?? (await open());
      await transport.handleRequest(
        request,
        response,
        body ? message : undefined,
      );
    };
    answer().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    seen,
    sessions,
    stop: async () => {
      for (const { transport } of [...sessions.values()]) {
        await transport.close();
      }
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
