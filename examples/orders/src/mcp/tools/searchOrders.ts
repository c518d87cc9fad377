import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { searchSchema } from '../../api/requests.ts';
import { orderPageSchema } from '../../api/types.ts';
import { describeSummary } from '../describe.ts';
import type { OrdersApiClient } from '../OrdersApiClient.ts';

export function searchOrders(server: McpServer, api: OrdersApiClient): void {
  server.registerTool(
    'search_orders',
    {
      title: 'Search orders',
      description:
        'Finds customer orders by customer, product, status, region or day. Newest first.',
      inputSchema: searchSchema,
      outputSchema: orderPageSchema.shape,
      annotations: {
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    async search => {
      const page = await api.search(search);
      const text = [
        `${page.total} orders match, ${page.orders.length} shown.`,
        ...page.orders.map(describeSummary),
      ].join('\n');
      return { content: [{ type: 'text', text }], structuredContent: page };
    },
  );
}
