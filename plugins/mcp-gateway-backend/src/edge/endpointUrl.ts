import { parseEntityRef } from '@backstage/catalog-model';

/** The canonical address of a server's MCP endpoint: the audience of its tokens. */
export function endpointUrl(publicUrl: string, serverRef: string): string {
  const { namespace, name } = parseEntityRef(serverRef);
  const path = `/servers/${namespace}/${name}/mcp`;
  return `${publicUrl.replace(/\/$/, '')}${path.toLocaleLowerCase('en-US')}`;
}
