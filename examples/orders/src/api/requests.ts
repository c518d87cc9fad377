import { z } from 'zod';
import { ORDER_STATUSES, REGIONS, SALES_GROUPS } from './types.ts';

const daySchema = z.iso
  .date('Use a day such as 2026-10-31')
  .describe('A day, such as 2026-10-31');

const period = {
  from: daySchema.optional().describe('First day, such as 2026-10-01'),
  to: daySchema.optional().describe('Last day (included), such as 2026-10-31'),
};

/** What to look for. */
export const searchSchema = z.strictObject({
  text: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Part of a customer name, e-mail address, product or order number',
    ),
  status: z.enum(ORDER_STATUSES).optional(),
  region: z.enum(REGIONS).optional(),
  ...period,
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .default(10)
    .describe('How many orders to return, newest first'),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('How many to skip, for the next page'),
});
export type Search = z.infer<typeof searchSchema>;

/** An order number. */
export const orderIdSchema = z
  .string()
  .regex(/^ORD-\d{1,9}$/, 'An order number looks like ORD-1001')
  .describe('Order number, such as ORD-1001');

/** How to add up sales. */
export const salesRequestSchema = z.strictObject({
  groupBy: z.enum(SALES_GROUPS).default('month'),
  region: z.enum(REGIONS).optional(),
  ...period,
});
export type SalesRequest = z.infer<typeof salesRequestSchema>;

/** A note to add. */
export const noteSchema = z.strictObject({
  text: z.string().trim().min(1).max(500).describe('The note, in plain words'),
});

/** A refund to pay. */
export const refundSchema = z.strictObject({
  amountCents: z
    .number()
    .int()
    .min(1)
    .max(100_000_000)
    .optional()
    .describe('Euro cents; everything that is not yet refunded when left out'),
  reason: z.string().trim().min(3).max(200).describe('Why it is paid back'),
});
export type Refund = z.infer<typeof refundSchema>;
