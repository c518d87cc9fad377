import type { AuthService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { PortalFinding } from './readPortalFindings';

/** Whether the catalog points MCP clients past the gateway (D10). */
export async function findCatalogEndpoints(options: {
  catalog: CatalogService;
  auth: AuthService;
  gatewayPublicUrl?: string;
}): Promise<PortalFinding> {
  const { catalog, auth, gatewayPublicUrl } = options;
  if (!gatewayPublicUrl) return { finding: 'catalog-endpoints.unknown' };
  try {
    const { items } = await catalog.getEntities(
      {
        filter: { kind: 'API', 'spec.type': 'mcp-server' },
        fields: ['kind', 'metadata', 'spec.remotes'],
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    const elsewhere = items.filter(
      entity =>
        !remotesOf(entity).every(url => url.startsWith(`${gatewayPublicUrl}/`)),
    );
    return elsewhere.length > 0
      ? {
          finding: 'catalog-endpoints.elsewhere',
          subjects: elsewhere.map(entity => stringifyEntityRef(entity)),
        }
      : { finding: 'catalog-endpoints.gateway' };
  } catch {
    return { finding: 'catalog-endpoints.unknown' };
  }
}

function remotesOf(entity: Entity): string[] {
  const remotes: unknown = entity.spec?.remotes;
  return (Array.isArray(remotes) ? remotes : []).flatMap(remote =>
    typeof remote?.url === 'string' ? [remote.url] : [],
  );
}
