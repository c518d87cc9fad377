import { randomUUID } from 'crypto';
import { once } from 'events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'http';
import type { AddressInfo } from 'net';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';

/** One request as it reached the server behind the gateway. */
export interface SeenRequest {
  httpMethod: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real MCP server that remembers every byte that it was sent. */
export interface Upstream {
  url: string;
  seen: SeenRequest[];
  /** The tools that were really called, in order. */
  called: string[];
  /** Tells every open session that the list of tools changed. */
  announce(): Promise<void>;
  stop(): Promise<void>;
}

const TOOLS = [
  { name: 'echo', readOnlyHint: true },
  { name: 'note', readOnlyHint: false, destructiveHint: false },
  { name: 'wipe', readOnlyHint: false, destructiveHint: true },
  // Not in the approved surface: the server learnt it after the review.
  { name: 'grown', readOnlyHint: true },
].map(({ name, ...annotations }) => ({
  name,
  description: `Does ${name}`,
  inputSchema: { type: 'object' as const },
  annotations,
}));

/** @param options - `json`: answers are plain JSON instead of event streams; `tools`: what it lists at the moment */
export async function startUpstream(
  options: { json?: boolean; tools?: () => typeof TOOLS } = {},
): Promise<Upstream> {
  const seen: SeenRequest[] = [];
  const called: string[] = [];
  const sessions = new Map<
    string,
    { transport: StreamableHTTPServerTransport; server: Server }
  >();

  const openSession = async () => {
    const server = createToolServer(called, options.tools);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      enableJsonResponse: options.json,
      onsessioninitialized: id => {
        sessions.set(id, { transport, server });
        server.onclose = () => sessions.delete(id);
      },
    });
    await server.connect(transport);
    return transport;
  };

  const http = createServer(async (request, response) => {
    const body = await readBody(request);
    const { headers, method: httpMethod = '' } = request;
    seen.push({ httpMethod, headers, body });
    const id = headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (id !== undefined && !known) {
      response.writeHead(404).end();
      return;
    }
    const transport = known?.transport ?? (await openSession());
    await transport.handleRequest(
      request,
      response,
      body ? JSON.parse(body) : undefined,
    );
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    seen,
    called,
    announce: async () => {
      for (const { server } of sessions.values()) {
        await server.sendToolListChanged();
      }
    },
    stop: async () => {
      for (const { transport } of sessions.values()) await transport.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

function createToolServer(called: string[], tools = () => TOOLS): Server {
  const server = new Server(
    { name: 'upstream', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  );
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: tools(),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    called.push(params.name);
    // A call that takes longer than any test: its answer stays open.
    if (params.arguments?.linger) await new Promise(() => {});
    return { content: [{ type: 'text', text: `${params.name} was called` }] };
  });
  return server;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
