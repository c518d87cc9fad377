import type { Entity } from '@backstage/catalog-model';

/** An MCP server's entity; `spec` and `mcp` override single fields. */
export function serverEntity(options?: {
  name?: string;
  origin?: string;
  title?: string;
  description?: string;
  tags?: string[];
  owner?: string;
  mcp?: object;
}): Entity {
  const name = options?.name ?? 'everything';
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: {
      name,
      namespace: 'default',
      title: options?.title ?? 'Everything',
      description: options?.description ?? 'Shows every feature of MCP',
      tags: options?.tags ?? ['demo'],
      annotations: {
        'backstage.io/managed-by-origin-location':
          options?.origin ?? 'url:https://git.example.com/catalog.yaml',
      },
    },
    spec: {
      type: 'mcp-server',
      lifecycle: 'production',
      owner: options?.owner ?? 'data-platform',
      mcp: {
        riskTier: 'low',
        dataClassification: 'internal',
        reaches: ['system:default/shop'],
        upstream: {
          type: 'streamable-http',
          url: `http://localhost:7010/${name}`,
        },
        ...options?.mcp,
      },
    },
  };
}
