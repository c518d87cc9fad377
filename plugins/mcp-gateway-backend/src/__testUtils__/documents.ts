import type {
  AccessDocument,
  AccessGrant,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** The approved access document of an example server without grants. */
export function activeServer(
  name: string,
  upstreamUrl: string,
): Omit<AccessDocument, 'sequence' | 'version'> {
  return {
    serverId: `id-of-${name}`,
    serverRef: `api:default/${name}`,
    title: name,
    owner: 'group:default/data-platform',
    status: 'active',
    riskTier: 'low',
    dataClassification: 'internal',
    approvedRevision: {
      digest: `sha256:${name}`,
      upstream: { type: 'streamable-http', url: upstreamUrl },
      tools: [
        { name: 'echo', digest: 'sha256:echo', effect: 'reads' },
        { name: 'note', digest: 'sha256:note', effect: 'changes' },
        { name: 'wipe', digest: 'sha256:wipe', effect: 'destroys' },
      ],
    },
    grants: [],
  };
}

/** A grant that holds for an hour; for all tools unless some are named. */
export function grantTo(
  subject: string,
  options: { tools?: string[]; id?: string; expiresAt?: string } = {},
): AccessGrant {
  return {
    id: options.id ?? `grant-of-${subject}`,
    subject,
    tools: options.tools
      ? { kind: 'named', names: options.tools }
      : { kind: 'all' },
    expiresAt:
      options.expiresAt ?? new Date(Date.now() + 3_600_000).toISOString(),
  };
}
