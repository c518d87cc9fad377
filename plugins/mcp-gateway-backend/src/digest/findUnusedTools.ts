import type {
  AccessDocument,
  GatewaySchemas,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

const MAX_NAMES = 20;

/** Approved tools that nobody has called, of servers that are served: each weighs on every conversation, and is a way in. */
export function findUnusedTools(
  documents: readonly Pick<
    AccessDocument,
    'serverRef' | 'status' | 'approvedRevision'
  >[],
  used: ReadonlySet<string>,
): GatewaySchemas['OwnerDigest']['unusedTools'] {
  return documents
    .filter(({ status }) => status === 'active' || status === 'deprecated')
    .flatMap(({ serverRef, approvedRevision }) => {
      const names = (approvedRevision?.tools ?? [])
        .map(({ name }) => name)
        .filter(name => !used.has(`${serverRef} ${name}`))
        .sort();
      return names.length > 0
        ? [
            {
              ...{ serverRef, total: names.length },
              tools: names.slice(0, MAX_NAMES),
            },
          ]
        : [];
    })
    .sort((a, b) => a.serverRef.localeCompare(b.serverRef));
}
