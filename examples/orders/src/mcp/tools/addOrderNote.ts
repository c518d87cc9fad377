import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { noteSchema, orderIdSchema } from '../../api/requests.ts';
import { orderSchema } from '../../api/types.ts';
import { describeOrder } from '../describe.ts';
import type { OrdersOf } from '../asPerson.ts';

export function addOrderNote(server: McpServer, ordersOf: OrdersOf): void {
  server.registerTool(
    'add_order_note',
    {
      title: 'Add a note to an order',
      description:
        'Leaves a note in your name on an order that everybody who handles it can read. Nothing else about the order changes.',
      inputSchema: z.strictObject({
        orderId: orderIdSchema,
        text: noteSchema.shape.text,
      }),
      outputSchema: orderSchema.shape,
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: false,
      },
    },
    async ({ orderId, text }, call) => {
      const order = await ordersOf(call).addNote(orderId, text);
      return {
        content: [
          { type: 'text', text: `Note added.\n${describeOrder(order)}` },
        ],
        structuredContent: order,
      };
    },
  );
}
