import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './generated/schema';

/** Request and response types of `/api/mcp-gateway`, by path. */
export type GatewayPaths = paths;
/** The schemas of `/api/mcp-gateway`. */
export type GatewaySchemas = components['schemas'];
/** A typed client of `/api/mcp-gateway`. */
export type GatewayApiClient = Client<paths>;

/**
 * Makes a typed client of the gateway's portal API.
 *
 * @param options - `baseUrl` is that of the plugin, such as `plugin://mcp-gateway` in the browser; `fetch` adds the credentials.
 */
export function createGatewayApiClient(options: {
  baseUrl: string;
  fetch?: typeof fetch;
  headers?: Record<string, string>;
}): GatewayApiClient {
  return createClient<paths>(options as Parameters<typeof createClient>[0]);
}
