import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const requestAccessExamples: TemplateExample[] = [
  {
    description: 'Ask for all tools of a server for 30 days',
    example: `steps:
  - id: request
    name: Ask the owner
    action: mcp-registry:access:request
    input:
      serverRef: api:default/everything
      purpose: Try out AI tools in my editor
`,
  },
  {
    description: 'Ask for two tools for a week',
    example: `steps:
  - id: request
    name: Ask the owner
    action: mcp-registry:access:request
    input:
      serverRef: api:default/orders
      purpose: Report on last month's orders
      tools:
        kind: named
        names: [search_orders, sales_summary]
      durationDays: 7
`,
  },
];
