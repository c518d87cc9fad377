import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const writeDefinitionExamples: TemplateExample[] = [
  {
    description: 'Write a definition, and open a pull request with it',
    example: `steps:
  - id: write
    name: Write the definition
    action: mcp-registry:definition:write
    input:
      folder: servers
      definition:
        name: customer-tickets
        description: Finds support tickets and says what is open
        owner: group:default/data-platform
        riskTier: medium
        dataClassification: confidential
        upstreamUrl: https://tickets.example.com/mcp
  - id: pull-request
    name: Open a pull request
    action: publish:github:pull-request
    input:
      repoUrl: github.com?owner=acme&repo=mcp-servers
      branchName: mcp-server-customer-tickets
      title: Add the MCP server customer-tickets
      description: Written by the portal. The pipeline runs sallyport check.
`,
  },
];
