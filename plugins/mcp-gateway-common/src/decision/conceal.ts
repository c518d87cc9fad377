import { decide } from './decide';
import type { Decision, DecisionInput } from './types';

/**
 * What somebody is told who may not know that the server exists: exactly what they would be told if it did not. What
 * was really decided stays in the trace, for those who may read it.
 */
export function conceal(input: DecisionInput, decision: Decision): Decision {
  const told = decide({ ...input, document: undefined });
  return {
    ...told,
    trace: [
      ...told.trace,
      { layer: 'visibility', outcome: 'deny', detail: decision.reason },
    ],
  };
}
