import type { Policy, PolicyCases } from '../api/types';

/** What stands in the form. */
export interface PolicyFormDraft {
  name: string;
  mode: 'observe' | 'enforce';
  text: string;
  /** JSON, as it is written. */
  cases: string;
  comment: string;
}

const EXAMPLE_TEXT = `// Nobody destroys anything with a tool of critical risk.
@id("nothing-critical")
forbid(principal, action == Action::"call_tool", resource)
when { resource.effect == "destroys" && resource.risk == "critical" };
`;

const EXAMPLE_CASE = {
  title: 'deleting at critical risk is refused',
  tool: 'delete_order',
  effect: 'destroys',
  server: { riskTier: 'critical' },
  expect: 'deny',
};

/** What the form begins with. */
export function firstPolicyDraft(policy: Policy | undefined): PolicyFormDraft {
  return policy
    ? {
        name: policy.name,
        mode: policy.mode === 'enforce' ? 'enforce' : 'observe',
        text: policy.text,
        cases: JSON.stringify(policy.cases ?? [], null, 2),
        comment: '',
      }
    : {
        name: '',
        mode: 'observe',
        text: EXAMPLE_TEXT,
        cases: withExampleCase('[]'),
        comment: '',
      };
}

/** The cases with one more to fill in. */
export function withExampleCase(cases: string): string {
  return JSON.stringify([...readPolicyCases(cases), EXAMPLE_CASE], null, 2);
}

/** Throws where it is no JSON list of objects. */
export function readPolicyCases(text: string): PolicyCases {
  const read: unknown = JSON.parse(text.trim() || '[]');
  if (
    !Array.isArray(read) ||
    read.some(each => typeof each !== 'object' || each === null)
  ) {
    throw new Error('[{ … }, { … }]');
  }
  return read;
}

/** Whether the gateway takes it as a name. */
export function isPolicyName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,62}$/.test(name);
}

/** Where a line of a text begins and ends. */
export function lineSpan(text: string, line: number): [number, number] {
  const lines = text.split('\n');
  const from = lines
    .slice(0, line - 1)
    .reduce((sum, each) => sum + each.length + 1, 0);
  return [from, from + (lines[line - 1]?.length ?? 0)];
}
