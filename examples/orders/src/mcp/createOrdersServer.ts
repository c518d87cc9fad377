import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { OrdersOf } from './asPerson.ts';
import { addOrderNote } from './tools/addOrderNote.ts';
import { getOrder } from './tools/getOrder.ts';
import { refundOrder } from './tools/refundOrder.ts';
import { salesSummary } from './tools/salesSummary.ts';
import { searchOrders } from './tools/searchOrders.ts';

const TOOLS = [searchOrders, getOrder, salesSummary, addOrderNote, refundOrder];

/** One MCP server, for one session: instances are never shared between clients. */
export function createOrdersServer(options: { ordersOf: OrdersOf }): McpServer {
  const server = new McpServer(
    { name: 'orders', title: 'Orders', version: '1.0.0' },
    {
      instructions:
        'Answers questions about the customer orders that the person looks after. Amounts are euro cents. Look an order up before changing it.',
    },
  );
  for (const register of TOOLS) {
    register(server, options.ordersOf);
  }
  return server;
}
