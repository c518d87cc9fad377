import { stringifyEntityRef } from '@backstage/catalog-model';
import { CLIENT_PATHS } from '../connections/oauth/paths';
import { isAuthorizationPath } from '../authorization-server/paths';

const ENDPOINT =
  /^\/servers\/([A-Za-z0-9._-]{1,63})\/([A-Za-z0-9._-]{1,63})\/mcp$/;
const CLIENT = new Set<string>(Object.values(CLIENT_PATHS));
const METADATA_PREFIX = '/.well-known/oauth-protected-resource';

/** Stands for no one server: the endpoint for all servers of a person. */
export const ALL_SERVERS = '*';

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
  | {
      kind:
        | 'readyz'
        | 'livez'
        | 'jwks'
        | 'authorization'
        | 'client'
        | 'unknown';
    };

/** Reads a request's path. */
export function routeOf(path: string, publicUrl: string): Route {
  if (path === '/readyz') return { kind: 'readyz' };
  if (path === '/livez') return { kind: 'livez' };
  if (path === '/.well-known/jwks.json') return { kind: 'jwks' };
  if (CLIENT.has(path)) return { kind: 'client' };
  // RFC 9728 §3.1: the well-known part stands between host and path.
  const isMetadata = path.startsWith(`${METADATA_PREFIX}/`);
  const endpointPath = isMetadata ? path.slice(METADATA_PREFIX.length) : path;
  const endpoint = endpointOf(endpointPath, publicUrl.replace(/\/$/, ''));
  if (endpoint) return { kind: isMetadata ? 'metadata' : 'mcp', endpoint };
  return { kind: isAuthorizationPath(path) ? 'authorization' : 'unknown' };
}

function endpointOf(path: string, base: string): Endpoint | undefined {
  const at = (serverRef: string, canonical: string): Endpoint => ({
    serverRef,
    url: `${base}${canonical}`,
    resourceMetadata: `${base}${METADATA_PREFIX}${canonical}`,
  });
  if (path === '/mcp') return at(ALL_SERVERS, path);
  const match = ENDPOINT.exec(path);
  if (!match) return undefined;
  const [, namespace, name] = match.map(part =>
    part.toLocaleLowerCase('en-US'),
  );
  return at(
    stringifyEntityRef({ kind: 'api', namespace, name }),
    `/servers/${namespace}/${name}/mcp`,
  );
}
