/** As whom a rule signs. The version of its policy stands beside it. */
export function signatureOf(rule: { policy: string; rule: string }): string {
  return `policy:${rule.policy}/${rule.rule}`;
}
