import { decide } from './decide';
import type { DecisionInput } from './types';

/**
 * Makes the filter for the names in a `tools/list` result: a tool is listed exactly when calling it would be allowed.
 *
 * @param input - what the listing itself was decided on
 */
export function toolFilter(
  input: Omit<DecisionInput, 'action'>,
): (tool: string) => boolean {
  return tool =>
    decide({ ...input, action: { kind: 'tool', method: 'tools/call', tool } })
      .effect === 'allow';
}
