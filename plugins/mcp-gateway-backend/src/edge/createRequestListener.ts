import type { RequestListener, ServerResponse } from 'http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AccessDirectory } from '../access/types';
import type { AuthorizationHandler } from './AuthorizationHandler';
import { SCOPE } from '../authorization-server/scope';
import type { CallbackHandler } from '../connections/CallbackHandler';
import type { Cors } from './cors';
import type { Endpoint, Route } from './endpoints';
import type { McpHandler } from './McpHandler';
import { Routes } from './Routes';

/** Answers that scripts of allowed origins may read. */
const PAGES_MAY_READ = new Set<string>([
  'mcp',
  'metadata',
] satisfies Route['kind'][]);

/** Sends each request of the listener to what answers it. Everything unknown is 404. */
export function createRequestListener(options: {
  publicUrl: string;
  cors: Cors;
  mcp: McpHandler;
  directory: AccessDirectory;
  jwks: () => Promise<object>;
  /** Absent where the gateway's authorization server is off. */
  authorization?: AuthorizationHandler;
  /** Identity providers of the company whose tokens are taken as well. */
  issuers?: readonly string[];
  /** The gateway as a client of authorization servers. */
  client: Pick<CallbackHandler, 'handle'>;
  isDraining: () => boolean;
  logger: LoggerService;
}): RequestListener {
  const { publicUrl, cors, mcp, directory, jwks, isDraining, logger } = options;
  const { authorization, issuers = [] } = options;
  const routes = Routes.create(publicUrl);

  return (request, response) => {
    const route = routes.of(request.url ?? '/');
    // A connection that is in use while the listener closes goes elsewhere with its next request.
    if (isDraining()) response.setHeader('connection', 'close');
    const answer = async () => {
      if (PAGES_MAY_READ.has(route.kind) && cors(request, response)) return;
      switch (route.kind) {
        case 'mcp':
          await mcp.handle(request, response, route.endpoint);
          break;
        case 'metadata':
          sendJson(
            response,
            200,
            protectedResourceMetadata(route.endpoint, {
              own: authorization?.issuer,
              issuers,
            }),
          );
          break;
        case 'authorization':
          if (authorization) await authorization.handle(request, response);
          else sendJson(response, 404, { error: 'Nothing is served here' });
          break;
        case 'client':
          await options.client.handle(request, response);
          break;
        case 'jwks':
          sendJson(response, 200, await jwks());
          break;
        case 'livez':
          sendJson(response, 200, { status: 'ok' });
          break;
        case 'readyz':
          if (!isDraining() && directory.isReady()) {
            sendJson(response, 200, { status: 'ok', ...directory.status() });
          } else {
            const status = isDraining()
              ? 'draining'
              : 'waiting for the registry';
            sendJson(response, 503, { status });
          }
          break;
        case 'unknown':
          sendJson(response, 404, {
            error: `Nothing is served here. MCP endpoints are ${publicUrl}/servers/<namespace>/<name>/mcp`,
          });
          break;
        default:
          route satisfies never;
      }
    };
    answer().catch(error => {
      logger.error('A request failed at the gateway', error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: 'Something went wrong' });
    });
  };
}

/** RFC 9728 §2. */
function protectedResourceMetadata(
  endpoint: Endpoint,
  { own, issuers }: { own: string | undefined; issuers: readonly string[] },
) {
  const servers = [...(own === undefined ? [] : [own]), ...issuers];
  return {
    resource: endpoint.url,
    ...(servers.length > 0 && { authorization_servers: servers }),
    ...(own !== undefined && { scopes_supported: [SCOPE] }),
    bearer_methods_supported: ['header'],
    resource_name: `Sallyport: ${endpoint.serverRef}`,
  };
}

function sendJson(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}
