import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { endpointOf } from './stack';

/** The SDK's own client, connected through the gateway. */
export async function connectClient(
  options: { token: string } & ({ server: string } | { endpoint: string }),
): Promise<Client> {
  const endpoint =
    'endpoint' in options ? options.endpoint : endpointOf(options.server);
  const client = new Client({ name: 'sallyport-tests', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(endpoint), {
    requestInit: { headers: { authorization: `Bearer ${options.token}` } },
  });
  await client.connect(transport);
  return client;
}

/** MCP Inspector's command line, as a person would run it: its exit code and what it printed. */
export async function inspector(options: {
  server: string;
  token: string;
  args: string[];
}): Promise<{ code: number; stdout: string; stderr: string }> {
  const home = await mkdtemp(join(tmpdir(), 'sallyport-inspector-'));
  const args = [
    '--cli',
    endpointOf(options.server),
    '--transport',
    'http',
    '--header',
    `Authorization: Bearer ${options.token}`,
    ...options.args,
  ];
  try {
    return await new Promise(resolve =>
      execFile(
        join('node_modules', '.bin', 'mcp-inspector'),
        args,
        {
          env: {
            ...process.env,
            HOME: home,
            MCP_CATALOG_PATH: join(home, 'mcp.json'),
          },
          timeout: 60_000,
        },
        (error, stdout, stderr) =>
          resolve({
            code:
              typeof error?.code === 'number'
                ? error.code
                : Number(Boolean(error)),
            stdout,
            stderr,
          }),
      ),
    );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** One POST to an MCP endpoint as any HTTP client sends it. */
export async function post(options: {
  server: string;
  token?: string;
  body: unknown;
  headers?: Record<string, string>;
}): Promise<Response> {
  return fetch(endpointOf(options.server), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(options.token && { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    body:
      typeof options.body === 'string'
        ? options.body
        : JSON.stringify(options.body),
  });
}

let id = 0;
/** A JSON-RPC request. */
export const message = (
  method: string,
  params: Record<string, unknown> = {},
) => ({ jsonrpc: '2.0', id: ++id, method, params });

/** The initialize request that opens a session. */
export const initialize = () =>
  message('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'sallyport-tests', version: '1.0.0' },
  });
