import { z } from 'zod';
import { CHECK_OUTCOMES } from '../../checks/types';
import { DATA_CLASSIFICATIONS, RISK_TIERS } from '../../model/mcpServerEntity';
import { APPROVAL_CHANGES } from '../changes/APPROVAL_CHANGES';
import {
  policyId,
  policyRef,
  policyTitle,
  stepSchema,
  waySchema,
} from './policyParts';

/** What a check said of a revision, or that nothing of it counts: not done, by other rules, or on old data. */
export const CHECK_FACTS = [...CHECK_OUTCOMES, 'missing'] as const;
/** See {@link CHECK_FACTS}. */
export type CheckFact = (typeof CHECK_FACTS)[number];

const underSchema = z
  .object({
    /** Only those that read, or those that are named. */
    tools: z
      .union([
        z.literal('reading'),
        z.array(z.string().min(1).max(200)).min(1).max(500),
      ])
      .optional(),
    /** Only they, and the members of these groups. */
    people: z.array(policyRef).min(1).max(50).optional(),
    /** Only for so long after the approval. */
    days: z.number().int().min(1).max(1830).optional(),
  })
  .strict();

const alternativeSchema = waySchema.extend({
  /** Conditions under which it is approved in this way. */
  under: underSchema.optional(),
});

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
    id: policyId,
    title: policyTitle.optional(),
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
    id: policyId,
    title: policyTitle.optional(),
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
/** Conditions that come with one of those ways. */
export type ApprovalUnder = z.infer<typeof underSchema>;
/** What happens when a rule is not met in time. */
export type ApprovalStep = ApprovalRule['time'][number];

/** A policy with its version: the digest over everything that it says. */
export interface ApprovalPolicyVersion extends ApprovalPolicy {
  readonly digest: string;
}
