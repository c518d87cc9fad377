import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { orderIdSchema } from '../../api/requests.ts';
import { orderSchema } from '../../api/types.ts';
import { describeOrder } from '../describe.ts';
import type { OrdersOf } from '../asPerson.ts';

export function getOrder(server: McpServer, ordersOf: OrdersOf): void {
  server.registerTool(
    'get_order',
    {
      title: 'Look up an order',
      description:
        'Shows one order: who bought what, when, what it cost, refunds and notes.',
      inputSchema: z.strictObject({ orderId: orderIdSchema }),
      outputSchema: orderSchema.shape,
      annotations: {
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    async ({ orderId }, call) => {
      const order = await ordersOf(call).get(orderId);
      return {
        content: [{ type: 'text', text: describeOrder(order) }],
        structuredContent: order,
      };
    },
  );
}
