import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

type Tool = {
  name: string;
  inputSchema: { type: string; properties?: object };
} & Record<string, unknown>;

/** What the server answers to `tools/list`; without pages it has no tools. */
type Pages = Tool[][] | 'hang' | 'endless' | undefined;

/** A real MCP server with sessions, as a handler of HTTP requests. */
export function mcpListener(options: { pages: Pages }) {
  const { pages } = options;
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const requests: { method?: string; headers: IncomingHttpHeaders }[] = [];
  const state = { closedSessions: 0 };

  const open = async () => {
    const server = new Server(
      { name: 'orders', version: '1.2.3' },
      {
        capabilities: pages ? { tools: {} } : {},
        instructions: 'Ask for one order at a time.',
      },
    );
    if (pages) {
      server.setRequestHandler(ListToolsRequestSchema, async request => {
        const page = Number(request.params?.cursor ?? 0);
        if (pages === 'hang') {
          return await new Promise<never>(() => undefined);
        }
        if (pages === 'endless') {
          return { tools: [], nextCursor: String(page + 1) };
        }
        return {
          tools: pages[page],
          ...(page + 1 < pages.length && { nextCursor: String(page + 1) }),
        } as { tools: never[] };
      });
    }
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: id => void sessions.set(id, transport),
      onsessionclosed: () => {
        state.closedSessions += 1;
      },
    });
    await server.connect(transport);
    return transport;
  };

  const listener: RequestListener = (req, res) => {
    requests.push({ method: req.method, headers: req.headers });
    const session = req.headers['mcp-session-id'];
    const known = session ? sessions.get(String(session)) : undefined;
    const answer = async () => {
      const transport = known ?? (await open());
      await transport.handleRequest(req, res);
    };
    answer().catch(() => res.destroy());
  };

  return {
    listener,
    requests,
    get closedSessions() {
      return state.closedSessions;
    },
  };
}
