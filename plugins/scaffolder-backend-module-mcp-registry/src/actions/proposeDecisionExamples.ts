import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const proposeDecisionExamples: TemplateExample[] = [
  {
    description: 'Propose to approve a request for a week',
    example: `steps:
  - id: propose
    name: Propose the decision
    action: mcp-registry:access:propose-decision
    input:
      requestId: 0190f3c2-7f5e-7d6b-9a11-2f0c5a1e7b42
      decision: approve
      durationDays: 7
`,
  },
];
