import { SUBMITTED } from '../../__testUtils__/aCase';
import {
  type AccessPolicyInput,
  accessPolicySchema,
  type AccessPolicyVersion,
} from '../accessPolicySchema';
import type { AccessFacts } from '../types';

/** Somebody of the owner's department asks for one reading tool of a harmless server, for three days. */
export function accessFacts(over: Partial<AccessFacts> = {}): AccessFacts {
  return {
    requester: 'user:d/r',
    submittedAt: SUBMITTED,
    baseDigest: 'sha256:base',
    risk: 'low',
    dataClassification: { atLeast: 'internal', mayBeMore: false },
    tools: {
      selection: 'named',
      names: ['read'],
      effects: ['reads'],
      areKnown: true,
    },
    days: 3,
    kind: 'new',
    for: 'person',
    requesterGroups: ['user:d/r', 'group:d/web', 'group:d/department'],
    from: 'department',
    isOwnersOwn: false,
    reviewers: ['group:d/security'],
    owner: 'group:d/owners',
    dataOwners: [],
    ...over,
  };
}

/** A policy of one rule, in force. */
export function accessPolicy(
  rule: Partial<AccessPolicyInput['rules'][number]>,
  id = 'company',
): AccessPolicyVersion {
  return {
    ...accessPolicySchema.parse({
      ...{ id, mode: 'enforce' },
      rules: [
        { id: 'rule', anyOf: [{ id: 'one', by: [{ who: 'owner' }] }], ...rule },
      ],
    }),
    digest: `sha256:${id}`,
  };
}

/** Reading tools of low risk, for at most 7 days, for the owner's department: by the rule itself. */
export const QUICK = accessPolicy({
  insteadOfOwner: true,
  when: {
    risk: ['low'],
    onlyEffects: ['reads'],
    daysUpTo: 7,
    from: ['owner', 'department'],
    for: ['person'],
  },
  anyOf: [{ id: 'itself', by: [{ who: 'rule' }] }],
});
