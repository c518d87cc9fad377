import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** A JSON-RPC request. */
export const message = (method: string, params: object = {}, id = 1) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

/** An `initialize` request of the session era. */
export const initialize = message('initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'test', version: '1.0.0' },
});

/** A request of the stateless era (MCP 2026-07-28), with the headers that mirror it. */
export function modern(
  method: string,
  params: Record<string, unknown> = {},
  options: { id?: number; capabilities?: object } = {},
): { body: object; headers: Record<string, string> } {
  const name = params.name ?? params.uri ?? params.taskId;
  return {
    body: message(
      method,
      {
        ...params,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': {
            name: 'test',
            version: '2.0.0',
          },
          'io.modelcontextprotocol/clientCapabilities':
            options.capabilities ?? {},
        },
      },
      options.id,
    ),
    headers: {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
    },
  };
}

/** One raw request to an MCP endpoint, as no proper client would always send it. */
export async function send(
  endpoint: string,
  options: {
    token?: string;
    body?: object | string | Uint8Array<ArrayBuffer>;
    headers?: Record<string, string>;
    httpMethod?: string;
    signal?: AbortSignal;
  } = {},
): Promise<Response> {
  const { body, token } = options;
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  return await fetch(endpoint, {
    method: options.httpMethod ?? 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...options.headers,
    },
    body: raw || body === undefined ? body : JSON.stringify(body),
    signal: options.signal,
  });
}

/** The SDK's own client, connected with a gateway token. */
export async function connect(
  endpoint: string,
  token: string,
): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name: 'sdk', version: '1.2.3' });
  const transport = new StreamableHTTPClientTransport(new URL(endpoint), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return { client, transport };
}
