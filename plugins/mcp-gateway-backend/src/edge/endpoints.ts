import { stringifyEntityRef } from '@backstage/catalog-model';

const ENDPOINT =
  /^\/servers\/([A-Za-z0-9._-]{1,63})\/([A-Za-z0-9._-]{1,63})\/mcp$/;
const METADATA_PREFIX = '/.well-known/oauth-protected-resource';

/** An MCP endpoint that a path names. Whether there is such a server is another question. */
export interface Endpoint {
  serverRef: string;
  /** The canonical address: the audience of its tokens. */
  url: string;
  /** The address of its RFC 9728 metadata. */
  resourceMetadata: string;
}

/** What a path of the listener is about. */
export type Route =
  | { kind: 'mcp' | 'metadata'; endpoint: Endpoint }
  | { kind: 'readyz' | 'livez' | 'jwks' | 'unknown' };

/** Reads a request's path. */
export function routeOf(path: string, publicUrl: string): Route {
  if (path === '/readyz') return { kind: 'readyz' };
  if (path === '/livez') return { kind: 'livez' };
  if (path === '/.well-known/jwks.json') return { kind: 'jwks' };
  // RFC 9728 §3.1: the well-known part stands between host and path.
  const isMetadata = path.startsWith(`${METADATA_PREFIX}/`);
  const match = ENDPOINT.exec(
    isMetadata ? path.slice(METADATA_PREFIX.length) : path,
  );
  if (!match) return { kind: 'unknown' };
  const [, namespace, name] = match.map(part =>
    part.toLocaleLowerCase('en-US'),
  );
  const base = publicUrl.replace(/\/$/, '');
  const endpointPath = `/servers/${namespace}/${name}/mcp`;
  return {
    kind: isMetadata ? 'metadata' : 'mcp',
    endpoint: {
      serverRef: stringifyEntityRef({ kind: 'api', namespace, name }),
      url: `${base}${endpointPath}`,
      resourceMetadata: `${base}${METADATA_PREFIX}${endpointPath}`,
    },
  };
}
