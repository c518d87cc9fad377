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

/** As whom the orders system was asked: what it shows is theirs alone. */
export const viewSchema = z.object({
  person: z.string().describe('Whose orders these are, as an entity ref'),
  actor: z.string().nullable().describe('Who acted for them'),
  regions: z.array(z.string()).describe('What they look after'),
});
export type View = z.infer<typeof viewSchema>;

/** Of everything that changes something; null where nobody did: it came with the example data. */
const madeSchema = {
  by: z.string().nullable().describe('Who did it, as an entity ref'),
  through: z.string().nullable().describe('Who acted for them'),
};

export const orderPageSchema = z.object({
  seenAs: viewSchema,
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
      ...madeSchema,
    }),
  ),
  notes: z.array(
    z.object({ text: z.string(), createdAt: z.string(), ...madeSchema }),
  ),
});
export type Order = z.infer<typeof orderSchema>;

export const salesSchema = z.object({
  seenAs: viewSchema,
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
