import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { searchSchema } from '../../api/requests.ts';
import { orderPageSchema } from '../../api/types.ts';
import { describeSummary, describeView } from '../describe.ts';
import type { OrdersOf } from '../asPerson.ts';

export function searchOrders(server: McpServer, ordersOf: OrdersOf): void {
  server.registerTool(
    'search_orders',
    {
      title: 'Search orders',
      description:
        'Finds customer orders by customer, product, status, region or day, among those that you look after. Newest first.',
      inputSchema: searchSchema,
      outputSchema: orderPageSchema.shape,
      annotations: {
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    async (search, call) => {
      const page = await ordersOf(call).search(search);
      const text = [
        `${page.total} orders match, ${page.orders.length} shown.`,
        describeView(page.seenAs),
        ...page.orders.map(describeSummary),
      ].join('\n');
      return { content: [{ type: 'text', text }], structuredContent: page };
    },
  );
}
