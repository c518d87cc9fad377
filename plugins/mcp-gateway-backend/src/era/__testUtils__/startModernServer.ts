import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server';

/** One request as it reached the server. */
export interface ModernRequest {
  httpMethod: string;
  headers: IncomingMessage['headers'];
  message: { id?: unknown; method?: string; params?: Record<string, unknown> };
}

/** A real server of the stateless era alone, as the SDK makes them: it refuses `initialize`. */
export async function startModernServer(factory: () => McpServer) {
  const handler = createMcpHandler(factory, { legacy: 'reject' });
  const seen: ModernRequest[] = [];
  const http = createServer((request, response) => {
    const answer = async () => {
      const body = await buffer(request);
      const { headers, method: httpMethod = '' } = request;
      seen.push({
        httpMethod,
        headers,
        message: body.length > 0 ? JSON.parse(body.toString()) : {},
      });
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const flat = Object.entries(request.headersDistinct).flatMap(
        ([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
      );
      const answered = await handler.fetch(
        new Request(`http://${headers.host}${request.url}`, {
          method: httpMethod,
          headers: new Headers(flat),
          body: body.length > 0 ? new Uint8Array(body) : undefined,
          signal: gone.signal,
        }),
      );
      response.writeHead(answered.status, Object.fromEntries(answered.headers));
      response.flushHeaders();
      if (!answered.body) {
        response.end();
        return;
      }
      const reader = answered.body.getReader();
      response.once('close', () => void reader.cancel().catch(() => {}));
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        response.write(value);
      }
      response.end();
    };
    answer().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    seen,
    notify: handler.notify,
    stop: async () => {
      await handler.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
