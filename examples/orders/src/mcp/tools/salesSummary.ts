import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { salesRequestSchema } from '../../api/requests.ts';
import { salesSchema } from '../../api/types.ts';
import { describeView, euros } from '../describe.ts';
import type { OrdersOf } from '../asPerson.ts';

export function salesSummary(server: McpServer, ordersOf: OrdersOf): void {
  server.registerTool(
    'sales_summary',
    {
      title: 'Sum up sales',
      description:
        'Adds up orders, revenue and refunds by month or by region, for all time or a period, of what you look after. Cancelled orders do not count.',
      inputSchema: salesRequestSchema,
      outputSchema: salesSchema.shape,
      annotations: {
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    async (request, call) => {
      const sales = await ordersOf(call).sales(request);
      const text = sales.rows
        .map(
          row =>
            `${row.group}: ${row.orders} orders, ${euros(
              row.revenueCents,
            )} revenue, ${euros(row.refundedCents)} refunded`,
        )
        .join('\n');
      return {
        content: [
          {
            type: 'text',
            text: `${text || 'No sales in this period.'}\n${describeView(
              sales.seenAs,
            )}`,
          },
        ],
        structuredContent: sales,
      };
    },
  );
}
