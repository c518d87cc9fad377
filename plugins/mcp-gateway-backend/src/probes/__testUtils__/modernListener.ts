import type { RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';

/** A real MCP server of the stateless era alone: it knows no `initialize`. */
export function modernListener(options: {
  tools: { name: string; inputSchema: { type: 'object' } }[];
}): RequestListener {
  const { fetch } = createMcpHandler(
    () => {
      const server = new Server(
        { name: 'orders', version: '2.0.0' },
        { capabilities: { tools: {} } },
      );
      server.setRequestHandler('tools/list', () => ({ tools: options.tools }));
      return server;
    },
    { legacy: 'reject' },
  );
  return (req, res) => {
    const answer = async () => {
      const body = await buffer(req);
      const headers = new Headers(
        Object.entries(req.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        ),
      );
      const response = await fetch(
        new Request(`http://${req.headers.host}${req.url}`, {
          method: req.method,
          headers,
          body: body.length > 0 ? new Uint8Array(body) : undefined,
        }),
      );
      res.writeHead(response.status, Object.fromEntries(response.headers));
      res.end(await response.text());
    };
    answer().catch(() => res.destroy());
  };
}
