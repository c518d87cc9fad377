import type { ConsentSide } from '@sallyport/backstage-plugin-mcp-registry-common';
import { belongsTo, type Decider } from '../service/Caller';
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
