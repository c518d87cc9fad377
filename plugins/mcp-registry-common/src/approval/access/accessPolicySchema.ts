import { z } from 'zod';
import { DATA_CLASSIFICATIONS, RISK_TIERS } from '../../model/mcpServerEntity';
import {
  policyId,
  policyRef,
  policyTitle,
  stepSchema,
  waySchema,
} from '../policy/policyParts';

/** What tools may do, by the annotations that were approved. */
export const ACCESS_EFFECTS = ['reads', 'changes', 'destroys'] as const;
/** See {@link ACCESS_EFFECTS}. */
export type AccessEffect = (typeof ACCESS_EFFECTS)[number];

/** `new`: they have no access yet. `more`: they have some. `extension`: a grant of theirs is to go on. */
export const ACCESS_KINDS = ['new', 'more', 'extension'] as const;
/** See {@link ACCESS_KINDS}. */
export type AccessKind = (typeof ACCESS_KINDS)[number];

/** For whom access is asked: the person who asks, a group, an agent that they sponsor. */
export const ACCESS_SUBJECTS = ['person', 'group', 'agent'] as const;
/** See {@link ACCESS_SUBJECTS}. */
export type AccessSubject = (typeof ACCESS_SUBJECTS)[number];

/** Where who asks stands to the server's owner: of its side, of the group above it, or of neither. */
export const ACCESS_ORIGINS = ['owner', 'department', 'elsewhere'] as const;
/** See {@link ACCESS_ORIGINS}. */
export type AccessOrigin = (typeof ACCESS_ORIGINS)[number];

const days = z.number().int().min(1).max(365);
const effects = z.array(z.enum(ACCESS_EFFECTS)).min(1);

const conditionSchema = z
  .object({
    /** Effective risk of the server. */
    risk: z.array(z.enum(RISK_TIERS)).min(1).optional(),
    /** Of the server and the systems behind it, the highest. */
    dataClassification: z.array(z.enum(DATA_CLASSIFICATIONS)).min(1).optional(),
    /** At least one of the tools may do one of these. */
    effects: effects.optional(),
    /** No tool may do anything else. */
    onlyEffects: effects.optional(),
    selection: z
      .array(z.enum(['all', 'named']))
      .min(1)
      .optional(),
    /** At least one of these is among what is asked for. */
    tools: z.array(z.string().min(1).max(200)).min(1).max(500).optional(),
    daysUpTo: days.optional(),
    daysOver: days.optional(),
    kinds: z.array(z.enum(ACCESS_KINDS)).min(1).optional(),
    for: z.array(z.enum(ACCESS_SUBJECTS)).min(1).optional(),
    from: z.array(z.enum(ACCESS_ORIGINS)).min(1).optional(),
    /** One of these groups or of what is below it. */
    memberOf: z.array(policyRef).min(1).max(50).optional(),
  })
  .strict();

/** One rule about requests for access: when it applies, who decides then, and what is granted at most. All that apply have to be met. */
export const accessRuleSchema = z
  .object({
    id: policyId,
    title: policyTitle.optional(),
    when: conditionSchema.optional(),
    /** Stands in place of the owner's yes, which is needed without such a rule. */
    insteadOfOwner: z.boolean().default(false),
    /** Alternatives: one of them is enough. */
    anyOf: z.array(waySchema).min(1).max(5),
    /** For at most so long it is granted. */
    maxDays: days.optional(),
    /** Whoever counts for it has signed in again. */
    freshSignIn: z.boolean().default(false),
    /** What happens while it is not met. */
    time: z.array(stepSchema).max(6).default([]),
  })
  .strict();

/** A policy about requests for access. In `observe` nothing depends on it; what it would ask for is shown. */
export const accessPolicySchema = z
  .object({
    id: policyId,
    title: policyTitle.optional(),
    mode: z.enum(['observe', 'enforce']),
    rules: z.array(accessRuleSchema).min(1).max(30),
  })
  .strict();

/** See {@link accessPolicySchema}. */
export type AccessPolicy = z.infer<typeof accessPolicySchema>;
/** As it is written, without what can be left out. */
export type AccessPolicyInput = z.input<typeof accessPolicySchema>;
/** See {@link accessRuleSchema}. */
export type AccessRule = z.infer<typeof accessRuleSchema>;

/** A policy with its version: the digest over everything that it says. */
export interface AccessPolicyVersion extends AccessPolicy {
  readonly digest: string;
}
