import { z } from 'zod';

/** How far limits may go. Owners set them within these bounds. */
export const CALL_LIMIT_BOUNDS = {
  rules: 20,
  calls: 1_000_000,
  perSeconds: 86_400,
  weight: 100,
} as const;

const amount = {
  /** Weighted: a call of a tool that only reads is 1. */
  calls: z.number().int().min(1).max(CALL_LIMIT_BOUNDS.calls),
  /** Length of the windows in which calls are counted; they begin at multiples of it since 1970. */
  perSeconds: z.number().int().min(1).max(CALL_LIMIT_BOUNDS.perSeconds),
};
const tool = z.string().min(1).max(200);

/** One limit on calls of one server: who shares it, for which tool, how many calls in how long. */
export const callLimitRuleSchema = z.discriminatedUnion('scope', [
  /** Each person for themselves: all that they do, or their calls of one tool. */
  z.object({ scope: z.literal('person'), tool: tool.optional(), ...amount }),
  /** Each team that was granted the server, its people together. */
  z.object({ scope: z.literal('team'), tool: tool.optional(), ...amount }),
  /** Everybody together. */
  z.object({ scope: z.literal('server'), ...amount }),
  /** Everybody together, for one tool. */
  z.object({ scope: z.literal('tool'), tool, ...amount }),
]);

const weight = z.number().int().min(1).max(CALL_LIMIT_BOUNDS.weight);

/** What a call of a tool counts, by what the tool does. One that only reads counts 1. */
export const callWeightsSchema = z.object({
  changes: weight,
  destroys: weight,
});

/** The limits that the owner of a server set. */
export const callLimitsSchema = z.object({
  rules: z.array(callLimitRuleSchema).max(CALL_LIMIT_BOUNDS.rules),
  weights: callWeightsSchema.optional(),
});

/** See {@link callLimitRuleSchema}. */
export type CallLimitRule = z.infer<typeof callLimitRuleSchema>;
/** See {@link callWeightsSchema}. */
export type CallWeights = z.infer<typeof callWeightsSchema>;
/** See {@link callLimitsSchema}. */
export type CallLimits = z.infer<typeof callLimitsSchema>;
