import { z } from 'zod';

const ref = z
  .string()
  .regex(/^(group|user):[a-z0-9._-]+\/[a-z0-9._-]+$/)
  .max(200);

/** A condition under which people, or a rule, approved a server. */
export const approvalConditionSchema = z.discriminatedUnion('kind', [
  /** Tools whose approved annotations say that they only read. */
  z.object({ kind: z.literal('reading-tools') }).strict(),
  z
    .object({
      kind: z.literal('named-tools'),
      names: z.array(z.string().min(1).max(200)).min(1).max(500),
    })
    .strict(),
  /** These people, and the members of these groups. */
  z
    .object({
      kind: z.literal('people'),
      refs: z.array(ref).min(1).max(50),
    })
    .strict(),
  /** Before this moment and not at it, ISO 8601 in UTC. */
  z.object({ kind: z.literal('until'), at: z.string().datetime() }).strict(),
]);

/**
 * A condition as a gateway reads it. One that it does not know is kept as `unknown`, and refuses every call: what nobody can keep to is
 * not approved.
 */
export const enforcedConditionSchema = z.union([
  approvalConditionSchema,
  z.unknown().transform(() => ({ kind: 'unknown' as const })),
]);

/** See {@link approvalConditionSchema}. */
export type ApprovalCondition = z.infer<typeof approvalConditionSchema>;
/** See {@link enforcedConditionSchema}. */
export type EnforcedCondition = z.infer<typeof enforcedConditionSchema>;
