import type { ConsentSide } from '@sallyport/backstage-plugin-mcp-registry-common';
import { belongsTo, type Decider } from '../service/Caller';
import { registryError } from '../service/registryError';
import type { ConsentRecord } from './ConsentStore';

/** The sides for which the caller can speak. Without consents to give, the review team decides alone. */
export function sidesOf(
  caller: Decider,
  consents: ConsentRecord[],
): ConsentSide[] {
  if (consents.length === 0) {
    return caller.isApprover ? ['reviewers'] : [];
  }
  return consents
    .filter(({ side, owner }) =>
      side === 'reviewers'
        ? caller.isApprover
        : owner !== undefined && belongsTo(caller, owner),
    )
    .map(({ side }) => side);
}

/**
 * The side for which the caller's yes counts, if it still counts: nobody agrees twice, nor for a side that agreed. Who
 * belongs to both counts for the previous owner first, since that side is often one person and the review team is not.
 */
function sideToGive(
  caller: Decider,
  consents: ConsentRecord[],
): ConsentSide | undefined {
  if (consents.some(({ given }) => given?.by === caller.userEntityRef)) {
    return undefined;
  }
  const sides = sidesOf(caller, consents).filter(side =>
    consents.every(consent => consent.side !== side || !consent.given),
  );
  return sides.includes('previous-owner') ? 'previous-owner' : sides[0];
}

/** The side for which a decision is made. Either side can reject, one that agreed before too. */
export function sideOfDecision(
  caller: Decider,
  options: { consents: ConsentRecord[]; decision: 'approve' | 'reject' },
): ConsentSide {
  const { consents, decision } = options;
  const side =
    decision === 'approve'
      ? sideToGive(caller, consents)
      : sidesOf(caller, consents)[0];
  if (!side) {
    throw registryError('revision.consent-given');
  }
  return side;
}
