import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import type { JsonObject } from '@backstage/types';
import type { RegisteredServer } from './definitionsSchema';

/** The catalog entity of a server that was registered in the portal. Its origin is its server id: the registry knows it by that. */
export function toEntity(server: RegisteredServer): Entity {
  const { definition } = server;
  const location = locationOf(server);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: defined({
      namespace: definition.namespace ?? 'default',
      name: definition.name,
      title: definition.title,
      description: definition.description,
      tags: definition.tags,
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
      },
    }) as Entity['metadata'],
    spec: defined({
      type: 'mcp-server',
      lifecycle: definition.lifecycle ?? 'experimental',
      owner: definition.owner,
      system: definition.system,
      mcp: defined({
        dataClassification: definition.dataClassification,
        riskTier: definition.riskTier,
        compliance: definition.compliance,
        audience: definition.audience,
        reaches: definition.reaches,
        upstream: definition.upstream,
        package: definition.package,
        run: definition.run,
        isolation: definition.isolation,
        permissionProfile: definition.permissionProfile,
        credential: definition.credential,
      }),
    }),
  };
}

/** Also the location key: the entity stays this server's, and another source of the same name does not replace it. */
export function locationOf(server: RegisteredServer): string {
  return `mcp-registry:${server.serverId}`;
}

/** The catalog's JSON knows no undefined. */
function defined(object: Record<string, unknown>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as JsonObject;
}
