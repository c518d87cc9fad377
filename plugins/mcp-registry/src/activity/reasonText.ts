import {
  REASONS,
  type DecisionReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { T } from '../hooks/useT';

/** A decision's reason in words; an id that this portal does not know yet stays readable. */
export function reasonText(t: T, reason: string): string {
  return isReason(reason) ? t(`reason.${reason}`) : reason;
}

function isReason(reason: string): reason is DecisionReason {
  return Object.hasOwn(REASONS, reason);
}
