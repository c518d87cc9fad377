import {
  REASONS,
  type DecisionReason,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Call } from '../pipeline/types';

/**
 * The decision's own refusals. A client that meets an HTTP error takes it for a broken connection or for a missing
 * sign-in, and shows the person a number; a JSON-RPC error it shows as what it says (docs/adr/0006).
 */
const DECIDED = [
  'stop.',
  'server.',
  'tool.',
  'permission.',
  'grant.',
  'policy.',
  'task.',
  'guard.',
  'credential.needs-sign-in',
];

/** The HTTP status of a refusal: 200 where a request was read, decided and refused; else the status of the reasons table. */
export function statusOf(
  call: Pick<Call, 'message'>,
  reason: DecisionReason,
): number {
  const isDecided = DECIDED.some(prefix => reason.startsWith(prefix));
  return isDecided && call.message?.kind === 'request'
    ? 200
    : REASONS[reason].http;
}
