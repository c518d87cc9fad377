import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const registerServerExamples: TemplateExample[] = [
  {
    description: 'Register a server that already runs',
    example: `steps:
  - id: register
    name: Register and submit for review
    action: mcp-registry:server:register
    input:
      name: customer-tickets
      title: Customer tickets
      description: Finds support tickets and says what is open
      owner: group:default/data-platform
      system: system:default/order-management
      riskTier: medium
      dataClassification: confidential
      compliance: [gdpr]
      reaches: [system:default/order-management]
      tags: [support]
      upstreamUrl: https://tickets.example.com/mcp
`,
  },
  {
    description: 'Register a package that the gateway is to run',
    example: `steps:
  - id: register
    name: Register and submit for review
    action: mcp-registry:server:register
    input:
      name: notes
      title: Notes
      description: Keeps notes and finds them again
      owner: group:default/data-platform
      riskTier: low
      dataClassification: internal
      package:
        registry: npm
        identifier: '@example/mcp-notes'
        version: 1.2.3
      run:
        args: [/notes]
      isolation: per-user
      permissionProfile:
        write: ['volume://notes:/notes']
        network:
          mode: none
`,
  },
];
