import { z } from 'zod';

const count = z.number().int().nonnegative();
const ref = z.string().max(300);
const numbers = z.object({
  ...{ calls: count, errors: count, refused: count },
  ...{ tokensIn: count, tokensOut: count },
  cost: z.number().nonnegative().optional(),
});

/** What the gateway says of an owner's servers, as it must come over the wire. What is not named here is left out. */
export const gatewayDigestSchema = z.object({
  currency: z.string().max(10).optional(),
  totals: numbers,
  before: numbers,
  people: count,
  servers: z.array(numbers.extend({ name: ref })).max(100),
  refusals: z
    .array(
      z.object({
        ...{ reason: z.string().max(60), serverRef: ref },
        ...{ tool: z.string().max(200).optional(), count },
      }),
    )
    .max(100),
  unusedTools: z
    .array(
      z.object({
        ...{ serverRef: ref, total: count },
        tools: z.array(z.string().max(200)).max(100),
      }),
    )
    .max(10_000),
  budgets: z
    .array(
      z.object({
        unit: z.enum(['calls', 'tokens', 'money']),
        ...{ perMonth: z.number(), used: z.number() },
        ...{ stops: z.boolean(), month: z.string().max(10) },
      }),
    )
    .max(100),
  alerts: z.object({
    ...{ total: count, open: count },
    items: z
      .array(
        z.object({
          ...{ id: z.string().max(100), detector: z.string().max(40) },
          ...{ severity: z.string().max(20), state: z.string().max(20) },
          ...{ serverRef: ref.optional(), at: z.string().max(30) },
          text: z.string().max(2_000),
        }),
      )
      .max(100),
  }),
});

/** See {@link gatewayDigestSchema}. */
export type GatewayDigest = z.infer<typeof gatewayDigestSchema>;
