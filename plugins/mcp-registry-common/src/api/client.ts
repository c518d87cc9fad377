import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './generated/schema';

/** Request and response types of `/api/mcp-registry`, by path. */
export type RegistryPaths = paths;
/** The schemas of `/api/mcp-registry`. */
export type RegistrySchemas = components['schemas'];
/** A typed client of `/api/mcp-registry`. */
export type RegistryApiClient = Client<paths>;

/**
 * Makes a typed client of the registry.
 *
 * @param options - `baseUrl` is that of the plugin, such as `plugin://mcp-registry` in the browser; `fetch` adds the credentials.
 */
export function createRegistryApiClient(options: {
  baseUrl: string;
  fetch?: typeof fetch;
  headers?: Record<string, string>;
}): RegistryApiClient {
  return createClient<paths>(options as Parameters<typeof createClient>[0]);
}
