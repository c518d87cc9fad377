import type { RevisionSnapshot } from '@sallyport/backstage-plugin-mcp-registry-common';

/** What a revision of a packaged server is about. */
export function aHostedSnapshot(
  over: Partial<RevisionSnapshot> = {},
): RevisionSnapshot {
  return {
    version: 1,
    serverId: 'srv-1',
    serverRef: 'api:default/orders',
    origin: 'mcp-registry:srv-1',
    owner: 'group:default/data-platform',
    riskTier: 'low',
    dataClassification: 'internal',
    compliance: [],
    audience: [],
    reaches: [],
    package: { registry: 'npm', identifier: 'orders', version: '1.2.3' },
    permissionProfile: {
      write: ['volume://notes:/notes'],
      network: { mode: 'none' },
    },
    toolSurface: null,
    ...over,
  };
}
