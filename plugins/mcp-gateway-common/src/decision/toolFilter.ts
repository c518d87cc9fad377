import { decide } from './decide';
import type { DecisionInput } from './types';

/**
 * Makes the filter for the names in a `tools/list` result: a tool is listed exactly when calling it would be allowed, at the latest after
 * somebody has signed in again.
 *
 * @param input - what the listing itself was decided on
 */
export function toolFilter(
  input: Omit<DecisionInput, 'action'>,
): (tool: string) => boolean {
  // Named one by one: a list of a thousand tools asks a thousand times, and copying costs more than deciding.
  const { document, principal, feed, now, permission, policies } = input;
  const { stops, clients } = input;
  return tool => {
    const action = { kind: 'tool', method: 'tools/call', tool } as const;
    const { effect, reason } = decide({
      document,
      principal,
      action,
      feed,
      now,
      permission,
      policies,
      stops,
      clients,
    });
    return effect === 'allow' || reason === 'stop.step-up';
  };
}
