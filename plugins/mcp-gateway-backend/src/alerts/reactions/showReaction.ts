import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Reaction } from './types';

/** What people see of a reaction. `isInForce` says of a stop whether it holds still. */
export function showReaction(
  reaction: Reaction,
  isInForce: (stopId: string) => boolean,
): GatewaySchemas['AlertReaction'] {
  const { id, kind, state, rule, targets, stops } = reaction;
  const { why, detail, endsAt, changedAt, tries } = reaction;
  return {
    ...{ id, kind, state, tries, changedAt },
    ...{ rule: rule.name, ruleVersion: rule.version, seconds: rule.seconds },
    targets: targets.map(target => ({ ...target })),
    stops: [...stops],
    ...(stops.length > 0 && { isInForce: stops.some(isInForce) }),
    ...(endsAt !== undefined && { endsAt }),
    ...(why !== undefined && { why }),
    ...(detail !== undefined && { detail }),
  };
}
