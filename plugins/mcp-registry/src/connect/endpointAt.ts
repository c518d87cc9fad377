import { parseEntityRef } from '@backstage/catalog-model';
import { ALL_SERVERS } from './ALL_SERVERS';

/** The MCP endpoint of a server, or of all of them, at the gateway. */
export function endpointAt(publicUrl: string, serverRef: string): string {
  const base = publicUrl.replace(/\/$/, '');
  if (serverRef === ALL_SERVERS) return `${base}/mcp`;
  const { namespace, name } = parseEntityRef(serverRef);
  const path = `/servers/${namespace}/${name}/mcp`;
  return `${base}${path.toLocaleLowerCase('en-US')}`;
}
