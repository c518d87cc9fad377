import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../../access/types';

/** The servers that there are, by the registry's id. */
export function documentsById(
  directory: Pick<AccessDirectory, 'get' | 'refs'>,
): Map<string, AccessDocument> {
  return new Map(
    directory.refs().flatMap(ref => {
      const document = directory.get(ref);
      return document ? [[document.serverId, document] as const] : [];
    }),
  );
}
