import { BUILT_IN_POLICY } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { FoundRequest } from '../../access/checkAccessDecision';
import type { Caller } from '../../service/Caller';
import type { AccessApprovals } from './AccessApprovals';
import type { AccessPeople } from './AccessPeople';

/** For the record of a decision that policies have no say in: what those that are observed would still have asked for. */
export async function noteObserved(
  knex: Knex,
  options: {
    approvals: AccessApprovals;
    people: Pick<AccessPeople, 'of'>;
    caller: Caller;
    found: FoundRequest;
    now: Date;
  },
): Promise<Record<string, unknown>> {
  const { approvals, people, caller, found, now } = options;
  if (approvals.isEnforced || approvals.policies.length === 0) return {};
  const known = await people.of(found, { isFresh: false });
  const { facts, reviews } = await approvals.read(knex, found, known);
  const { observed } = approvals.evaluate(facts, [
    ...reviews,
    {
      ...{ requestId: found.request.id, by: caller.userEntityRef },
      ...{ verdict: 'approve', source: 'person' },
      memberOf: caller.ownershipEntityRefs,
      at: now.toISOString(),
      signedInAt: caller.signedInAt,
      baseDigest: facts.baseDigest,
    },
  ]);
  const observedUnmet = observed?.rules
    .filter(({ isMet, policy }) => !isMet && policy !== BUILT_IN_POLICY)
    .map(({ policy, rule }) => ({ policy, rule }));
  return observedUnmet?.length ? { observedUnmet } : {};
}
