import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { orderIdSchema, refundSchema } from '../../api/requests.ts';
import { orderSchema } from '../../api/types.ts';
import { describeOrder } from '../describe.ts';
import type { OrdersOf } from '../asPerson.ts';

export function refundOrder(server: McpServer, ordersOf: OrdersOf): void {
  server.registerTool(
    'refund_order',
    {
      title: 'Refund an order',
      description:
        'Pays money back to the customer, all of it or a part. This cannot be taken back.',
      inputSchema: z.strictObject({
        orderId: orderIdSchema,
        ...refundSchema.shape,
      }),
      outputSchema: orderSchema.shape,
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: false,
        openWorldHint: false,
      },
    },
    async ({ orderId, ...refund }, call) => {
      const order = await ordersOf(call).refund(orderId, refund);
      return {
        content: [{ type: 'text', text: `Refunded.\n${describeOrder(order)}` }],
        structuredContent: order,
      };
    },
  );
}
