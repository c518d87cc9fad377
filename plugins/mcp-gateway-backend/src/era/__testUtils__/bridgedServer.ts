import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../../__testUtils__/documents';

/**
 * The approved document of a server behind the era bridge, with everything granted to one person.
 *
 * @param options - `mirrors`: an argument of `echo` is mirrored in a header
 */
export function bridgedServer(
  url: string,
  options: { mirrors?: boolean; name?: string } = {},
): Omit<AccessDocument, 'sequence' | 'version'> {
  const server = activeServer(options.name ?? 'orders', url);
  const revision = server.approvedRevision;
  const tools = ['echo', 'count', 'work', 'ask', 'linger'].map(name => ({
    name,
    digest: `sha256:${name}`,
    effect: 'reads' as const,
    ...(options.mirrors &&
      name === 'echo' && { headers: [{ header: 'text', path: ['text'] }] }),
  }));
  return {
    ...server,
    ...(revision && { approvedRevision: { ...revision, tools } }),
    grants: [grantTo('user:default/alice')],
  };
}
