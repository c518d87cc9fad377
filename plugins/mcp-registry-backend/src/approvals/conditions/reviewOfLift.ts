import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Caller } from '../../service/Caller';
import { registryError } from '../../service/registryError';
import type { Delegations } from '../delegations/Delegations';
import type { Approvals, Standing } from '../reviews/Approvals';
import type { AskedKind } from '../reviews/askedOf';
import { capacityOf } from '../reviews/capacityOf';
import type { ReviewRecord } from '../reviews/ReviewStore';

/** Somebody who says something of a wish: their other accounts, for whom they stand in, and as what the portal lets them speak. */
export interface LiftSpeaker {
  caller: Caller;
  accounts: readonly string[];
  principals: Awaited<ReturnType<Delegations['of']>>;
  may: ReadonlySet<AskedKind>;
}

/**
 * What somebody says of a wish, in whose name. The one who asks is nobody, and neither are their other accounts.
 *
 * @throws where it is not theirs to say.
 */
export function reviewOfLift(options: {
  speaker: LiftSpeaker;
  approvals: Pick<Approvals, 'after'>;
  standing: Standing;
  decision: RegistrySchemas['LiftDecision'];
  at: string;
}): ReviewRecord {
  const { standing, decision, approvals, at } = options;
  const { caller, accounts, principals, may } = options.speaker;
  if ([caller.userEntityRef, ...accounts].includes(standing.facts.requester)) {
    throw registryError('revision.own');
  }
  const verdict = decision.decision === 'approve' ? 'approve' : 'deny';
  const ticket = decision.ticket?.trim() || undefined;
  const capacity = capacityOf({
    ...{ caller, accounts, standing, verdict, ticket, principals },
    after: review => approvals.after(standing, review),
    may: ({ kind }) => may.has(kind),
  });
  if (capacity === 'none') throw registryError('revision.not-asked');
  if (capacity === 'given') throw registryError('revision.consent-given');
  return {
    ...{ verdict, ticket, accounts, source: 'person', at },
    digest: '',
    by: caller.userEntityRef,
    onBehalfOf: capacity.onBehalfOf,
    memberOf: [...new Set(capacity.asked.map(({ ref }) => ref))],
    signedInAt: caller.signedInAt,
    reason: decision.reason?.trim() || undefined,
    baseDigest: standing.facts.baseDigest,
  };
}
