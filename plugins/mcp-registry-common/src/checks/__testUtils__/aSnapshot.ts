import type { RevisionSnapshot } from '../../revision/revisionSnapshot';

/** What a revision of a server at an address is about. */
export function aSnapshot(
  over: Partial<RevisionSnapshot> = {},
): RevisionSnapshot {
  return {
    version: 1,
    serverId: 'srv-1',
    serverRef: 'api:default/orders',
    origin: 'url:https://git.example.com/catalog.yaml',
    owner: 'group:default/data-platform',
    riskTier: 'low',
    dataClassification: 'internal',
    compliance: [],
    audience: [],
    reaches: [],
    toolSurface: null,
    ...over,
  };
}
