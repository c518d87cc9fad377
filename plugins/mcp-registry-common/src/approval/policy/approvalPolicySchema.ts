import { z } from 'zod';
import { CHECK_OUTCOMES } from '../../checks/types';
import { DATA_CLASSIFICATIONS, RISK_TIERS } from '../../model/mcpServerEntity';
import { APPROVAL_CHANGES } from '../changes/APPROVAL_CHANGES';

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

/** What a check said of a revision, or that nothing of it counts: not done, by other rules, or on old data. */
export const CHECK_FACTS = [...CHECK_OUTCOMES, 'missing'] as const;
/** See {@link CHECK_FACTS}. */
export type CheckFact = (typeof CHECK_FACTS)[number];

const id = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'An id is of small letters, digits and hyphens',
  )
  .max(60);
const title = z.string().min(1).max(200);
const ref = z
  .string()
  .regex(
    /^(group|user):[a-z0-9._-]+\/[a-z0-9._-]+$/,
    'Name a group or person by its whole entity ref, such as group:default/security',
  )
  .max(200);

const needSchema = z
  .object({
    who: z.union([z.enum(APPROVAL_PARTIES), ref]),
    /** How many of them; of `data-owners` how many for each owner. */
    count: z.number().int().min(1).max(10).default(1),
  })
  .strict();

const alternativeSchema = z
  .object({
    id,
    title: title.optional(),
    /** All of them. */
    by: z.array(needSchema).min(1).max(6),
    /** A pattern for the whole number of a ticket that one of those who approve has to name. */
    ticket: z.string().min(1).max(200).optional(),
  })
  .strict();

const stepSchema = z
  .object({
    /** After the submission. */
    afterHours: z.number().positive().max(2160),
    // Not "then": an object with a member of this name is taken for a promise.
    do: z.enum(['remind', 'hand-over', 'close']),
    /** To whom it is handed over. */
    to: ref.optional(),
  })
  .strict();

const conditionSchema = z
  .object({
    risk: z.array(z.enum(RISK_TIERS)).min(1).optional(),
    dataClassification: z.array(z.enum(DATA_CLASSIFICATIONS)).min(1).optional(),
    /** At least one of these. */
    changes: z.array(z.enum(APPROVAL_CHANGES)).min(1).optional(),
    /** These and no others. */
    onlyChanges: z.array(z.enum(APPROVAL_CHANGES)).min(1).optional(),
    sameSurface: z.boolean().optional(),
    /** By the id of a check. */
    checks: z
      .record(z.string().min(1).max(100), z.array(z.enum(CHECK_FACTS)).min(1))
      .optional(),
  })
  .strict();

/** One rule: when it applies, and who decides then. All rules that apply have to be met. */
export const approvalRuleSchema = z
  .object({
    id,
    title: title.optional(),
    when: conditionSchema.optional(),
    /** Stands in place of the review team's yes, which is needed without such a rule. */
    insteadOfReview: z.boolean().default(false),
    /** Alternatives: one of them is enough. */
    anyOf: z.array(alternativeSchema).min(1).max(5),
    /** What happens while it is not met. */
    time: z.array(stepSchema).max(6).default([]),
  })
  .strict();

/** A policy: rules with a mode. In `observe` nothing depends on it; what it would ask for is shown. */
export const approvalPolicySchema = z
  .object({
    id,
    title: title.optional(),
    mode: z.enum(['observe', 'enforce']),
    rules: z.array(approvalRuleSchema).min(1).max(30),
  })
  .strict();

/** See {@link approvalPolicySchema}. */
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;
/** As it is written, without what can be left out. */
export type ApprovalPolicyInput = z.input<typeof approvalPolicySchema>;
/** See {@link approvalRuleSchema}. */
export type ApprovalRule = z.infer<typeof approvalRuleSchema>;
/** One of the ways in which a rule can be met. */
export type ApprovalAlternative = ApprovalRule['anyOf'][number];
/** What happens when a rule is not met in time. */
export type ApprovalStep = ApprovalRule['time'][number];

/** A policy with its version: the digest over everything that it says. */
export interface ApprovalPolicyVersion extends ApprovalPolicy {
  readonly digest: string;
}
