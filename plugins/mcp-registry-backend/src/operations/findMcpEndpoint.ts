import type { DiscoveryService } from '@backstage/backend-plugin-api';
import type { SetupFinding } from '@sallyport/backstage-plugin-mcp-gateway-common';

const TIMEOUT_MS = 3_000;

/** Whether the portal itself answers MCP clients (Backstage's plugin mcp-actions). Asked as nobody: any answer but "not found" tells. */
export async function findMcpEndpoint(options: {
  discovery: DiscoveryService;
}): Promise<SetupFinding> {
  try {
    const base = await options.discovery.getBaseUrl('mcp-actions');
    const answer = await fetch(`${base}/v1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body?.cancel();
    return answer.status === 404
      ? 'portal-mcp-endpoint.absent'
      : 'portal-mcp-endpoint.beside';
  } catch {
    return 'portal-mcp-endpoint.unknown';
  }
}
