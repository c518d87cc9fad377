import { routeOf } from '../edge/endpoints';

/** The server (or all of them) whose MCP endpoint a resource indicator names exactly, as the gateway writes it. */
export function serverOfResource(
  resource: string,
  publicUrl: string,
): string | undefined {
  if (!resource.startsWith(`${publicUrl}/`) || resource.length > 2000) {
    return undefined;
  }
  const route = routeOf(resource.slice(publicUrl.length), publicUrl);
  return route.kind === 'mcp' && route.endpoint.url === resource
    ? route.endpoint.serverRef
    : undefined;
}
