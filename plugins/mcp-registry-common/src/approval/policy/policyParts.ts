import { z } from 'zod';

/**
 * Who can be asked besides a group or person by their entity ref. `owner`: of what is approved now. `data-owners`: of each system that is
 * reached, by the catalog. `rule`: the policy's own rule, in its name.
 */
export const APPROVAL_PARTIES = [
  'reviewers',
  'owner',
  'data-owners',
  'rule',
] as const;

/** Of a policy, a rule, a way of a rule. */
export const policyId = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'An id is of small letters, digits and hyphens',
  )
  .max(60);
/** What people read in its place. */
export const policyTitle = z.string().min(1).max(200);
/** A group or person. */
export const policyRef = z
  .string()
  .regex(
    /^(group|user):[a-z0-9._-]+\/[a-z0-9._-]+$/,
    'Name a group or person by its whole entity ref, such as group:default/security',
  )
  .max(200);

/** Whom a way of a rule asks, and how many of them. */
const needSchema = z
  .object({
    who: z.union([z.enum(APPROVAL_PARTIES), policyRef]),
    /** How many of them; of `data-owners` how many for each owner. */
    count: z.number().int().min(1).max(10).default(1),
  })
  .strict();

/** One way in which a rule can be met. */
export const waySchema = z
  .object({
    id: policyId,
    title: policyTitle.optional(),
    /** All of them. */
    by: z.array(needSchema).min(1).max(6),
    /** A pattern for the whole number of a ticket that one of those who approve has to name. */
    ticket: z.string().min(1).max(200).optional(),
  })
  .strict();

/** What happens while a rule is not met. */
export const stepSchema = z
  .object({
    /** After it was submitted or asked for. */
    afterHours: z.number().positive().max(2160),
    // Not "then": an object with a member of this name is taken for a promise.
    do: z.enum(['remind', 'hand-over', 'close']),
    /** To whom it is handed over. */
    to: policyRef.optional(),
  })
  .strict();
