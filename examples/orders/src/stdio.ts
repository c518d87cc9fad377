import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createOrdersServer } from './mcp/createOrdersServer.ts';
import { createVouchedOrdersOf } from './mcp/createVouchedOrdersOf.ts';
import { readApiUrl } from './readApiUrl.ts';

/**
 * The MCP server over standard input and output, as the gateway runs it. It holds no key and knows nobody: it hands the gateway's
 * word on to the API, which believes that and nothing else.
 */
async function main(): Promise<void> {
  const ordersOf = createVouchedOrdersOf({ baseUrl: readApiUrl(process.env) });
  const server = createOrdersServer({ ordersOf });
  await server.connect(new StdioServerTransport());
}

main().catch(error => {
  console.error(
    `orders: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
});
