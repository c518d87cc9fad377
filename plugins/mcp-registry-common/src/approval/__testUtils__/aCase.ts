import type {
  ApprovalPolicyInput,
  ApprovalPolicyVersion,
} from '../policy/approvalPolicySchema';
import { approvalPolicySchema } from '../policy/approvalPolicySchema';
import type { ApprovalFacts, ApprovalReview } from '../evaluate/types';

/** When the time of these cases begins. */
export const SUBMITTED = '2026-11-29T08:00:00.000Z';

/** A moment so many hours after the submission. */
export const hoursLater = (hours: number) =>
  new Date(Date.parse(SUBMITTED) + hours * 3_600_000);

/** Groups of the people of these cases: a, b are of security, o, p own it, x is both, z is nobody of them. */
export const MEMBERS: Record<string, string[]> = {
  a: ['group:d/security'],
  b: ['group:d/security'],
  o: ['group:d/owners'],
  p: ['group:d/owners'],
  x: ['group:d/security', 'group:d/owners'],
  d: ['group:d/data'],
  z: [],
};

/** Facts of a harmless change of a server of low risk. */
export function facts(over: Partial<ApprovalFacts> = {}): ApprovalFacts {
  return {
    requester: 'user:d/r',
    submittedAt: SUBMITTED,
    risk: 'low',
    dataClassification: 'internal',
    changes: { kinds: ['version'], sameSurface: true },
    checks: { provenance: 'pass' },
    floor: [],
    reviewers: ['group:d/security'],
    owner: 'group:d/owners',
    dataOwners: [],
    baseDigest: 'sha256:base',
    ...over,
  };
}

/** The sides that have to agree to another owner. */
export const FLOOR: ApprovalFacts['floor'] = [
  { side: 'previous-owner', owner: 'group:d/owners', reasons: ['owner'] },
  { side: 'reviewers', reasons: ['review'] },
];

/** One person says yes. */
export function yes(
  who: string,
  over: Partial<ApprovalReview> = {},
): ApprovalReview {
  const by = `user:d/${who}`;
  return {
    verdict: 'approve',
    by,
    source: 'person',
    memberOf: [by, ...(MEMBERS[who] ?? [])],
    at: SUBMITTED,
    baseDigest: 'sha256:base',
    ...over,
  };
}

/** One person says no. */
export const no = (who: string) => yes(who, { verdict: 'deny' });

/** A policy of one rule, in force. */
export function policy(
  rule: Partial<ApprovalPolicyInput['rules'][number]>,
  id = 'company',
): ApprovalPolicyVersion {
  return {
    ...approvalPolicySchema.parse({
      ...{ id, mode: 'enforce' },
      rules: [
        { id: 'rule', anyOf: [{ id: 'one', by: [{ who: 'owner' }] }], ...rule },
      ],
    }),
    digest: `sha256:${id}`,
  };
}

/** The yes of a rule in its own name. */
export function ofRule(over: Partial<ApprovalReview> = {}): ApprovalReview {
  return {
    verdict: 'approve',
    by: 'policy:company/rule',
    source: 'rule',
    memberOf: [],
    at: SUBMITTED,
    baseDigest: 'sha256:base',
    rule: { policy: 'company', rule: 'rule', digest: 'sha256:company' },
    ...over,
  };
}
