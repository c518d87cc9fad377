/** A policy of any kind, with its version. */
export interface AnyPolicyVersion {
  readonly id: string;
  readonly mode: 'observe' | 'enforce';
  readonly digest: string;
  readonly rules: readonly { readonly id: string }[];
}

/** What is different between the policies that were configured and those that are, in a sentence. */
export function describeChange(
  before: readonly AnyPolicyVersion[],
  after: readonly AnyPolicyVersion[],
): string {
  const parts = [
    ...after.flatMap(policy => {
      const was = before.find(({ id }) => id === policy.id);
      if (!was) return [`${policy.id} is new (${policy.mode})`];
      if (was.digest === policy.digest) return [];
      const mode =
        was.mode === policy.mode
          ? undefined
          : `its mode is ${policy.mode}, before ${was.mode}`;
      const rules = changedRules(was, policy);
      return [
        `${policy.id} changed: ${[mode, ...rules]
          .filter(part => part !== undefined)
          .join('; ')}`,
      ];
    }),
    ...before
      .filter(({ id }) => !after.some(policy => policy.id === id))
      .map(({ id }) => `${id} is gone`),
  ];
  return parts.length > 0 ? `${parts.join('. ')}.` : 'Their order changed.';
}

function changedRules(
  before: AnyPolicyVersion,
  after: AnyPolicyVersion,
): string[] {
  const added = after.rules.filter(rule => !has(before, rule.id));
  const gone = before.rules.filter(rule => !has(after, rule.id));
  const changed = after.rules.filter(rule => {
    const was = before.rules.find(({ id }) => id === rule.id);
    return was && JSON.stringify(was) !== JSON.stringify(rule);
  });
  return [
    ...named('new rules', added),
    ...named('rules that are gone', gone),
    ...named('rules that say something else', changed),
  ];
}

function has({ rules }: AnyPolicyVersion, wanted: string): boolean {
  return rules.some(({ id }) => id === wanted);
}

function named(what: string, rules: readonly { id: string }[]): string[] {
  return rules.length > 0
    ? [`${what}: ${rules.map(({ id }) => id).join(', ')}`]
    : [];
}
