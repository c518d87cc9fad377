import type { Entity } from '@backstage/catalog-model';

/** An MCP server as the catalog has it. */
export function serverEntity(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name, namespace: 'default' },
    spec: {
      type: 'mcp-server',
      lifecycle: 'production',
      owner: 'group:default/data-platform',
    },
  };
}
