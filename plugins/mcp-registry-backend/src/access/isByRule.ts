/** Whether what decided or gave something was a rule and no person: one of the configuration, or of a policy. */
export function isByRule(ref: string): boolean {
  return ref.startsWith('rule:') || ref.startsWith('policy:');
}
