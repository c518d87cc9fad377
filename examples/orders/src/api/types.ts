import { z } from 'zod';

export const ORDER_STATUSES = [
  'placed',
  'shipped',
  'delivered',
  'cancelled',
  'refunded',
] as const;
export const SALES_GROUPS = ['month', 'region'] as const;
export { REGIONS } from './exampleData.ts';

export const summarySchema = z.object({
  id: z.string().describe('Order number, such as ORD-1001'),
  placedAt: z.string().describe('When it was placed, UTC'),
  status: z.enum(ORDER_STATUSES),
  customer: z.string(),
  email: z.string(),
  region: z.string(),
  totalCents: z.number().int().describe('What was ordered, in euro cents'),
  refundedCents: z.number().int().describe('What was paid back, in euro cents'),
});
export type OrderSummary = z.infer<typeof summarySchema>;

export const orderPageSchema = z.object({
  total: z.number().int().describe('How many orders match in all'),
  orders: z.array(summarySchema),
});
export type OrderPage = z.infer<typeof orderPageSchema>;

export const orderSchema = summarySchema.extend({
  lines: z.array(
    z.object({
      sku: z.string(),
      product: z.string(),
      quantity: z.number().int(),
      unitPriceCents: z.number().int(),
    }),
  ),
  refunds: z.array(
    z.object({
      amountCents: z.number().int(),
      reason: z.string(),
      createdAt: z.string(),
    }),
  ),
  notes: z.array(z.object({ text: z.string(), createdAt: z.string() })),
});
export type Order = z.infer<typeof orderSchema>;

export const salesSchema = z.object({
  groupBy: z.enum(SALES_GROUPS),
  rows: z.array(
    z.object({
      group: z.string().describe('The month (2026-10) or the region'),
      orders: z.number().int(),
      revenueCents: z
        .number()
        .int()
        .describe('Without cancelled orders, before refunds, in euro cents'),
      refundedCents: z.number().int().describe('Paid back, in euro cents'),
    }),
  ),
});
export type Sales = z.infer<typeof salesSchema>;
