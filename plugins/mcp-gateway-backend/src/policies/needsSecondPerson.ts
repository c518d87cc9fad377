import type { CompiledPolicy } from '../pipeline/policies/types';
import type { PolicyDraft, PolicyVersion } from './types';

/**
 * Whether a change takes two people. Alone one may observe, and forbid more. What is enforced is left by two, however it
 * is left: by its mode, by its text or by its removal. And a permit that is enforced may open what was refused.
 */
export function needsSecondPerson(options: {
  before: PolicyVersion | undefined;
  after: Pick<PolicyDraft, 'mode' | 'text'>;
  /** What stands in the new text. */
  policies: readonly CompiledPolicy[];
}): boolean {
  const { before, after, policies } = options;
  if (before?.mode === 'enforce') {
    return after.mode !== 'enforce' || after.text !== before.text;
  }
  return (
    after.mode === 'enforce' &&
    policies.some(({ effect }) => effect === 'permit')
  );
}
