import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  findHostingProblem,
  mcpSpecSchema,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { registryError } from '../service/registryError';
import type { EntityReading } from './readEntity';

/** What a definition that came through the portal says about a server, in the same terms as an entity. */
export function readDefinition(
  definition: RegistrySchemas['ServerDefinition'],
  options: { serverId: string },
): EntityReading {
  const namespace = (definition.namespace ?? 'default').toLocaleLowerCase(
    'en-US',
  );
  const refOf = (ref: string, defaultKind: string) => {
    try {
      return stringifyEntityRef(
        parseEntityRef(ref, { defaultKind, defaultNamespace: namespace }),
      );
    } catch {
      throw registryError(
        'server.invalid-entity',
        `"${ref}" is not an entity ref.`,
      );
    }
  };
  const parsed = mcpSpecSchema.safeParse({
    riskTier: definition.riskTier,
    dataClassification: definition.dataClassification,
    compliance: definition.compliance,
    audience: definition.audience,
    reaches: definition.reaches,
    upstream: definition.upstream,
    package: definition.package,
    run: definition.run,
    isolation: definition.isolation,
    permissionProfile: definition.permissionProfile,
    credential: definition.credential,
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw registryError(
      'server.invalid-entity',
      `${issue.path.join('.')}: ${issue.message}`,
    );
  }
  const { upstream } = parsed.data;
  const problem = findHostingProblem(parsed.data);
  if (problem) {
    throw registryError('server.invalid-entity', problem);
  }
  return {
    serverRef: stringifyEntityRef({
      kind: 'API',
      namespace,
      name: definition.name,
    }),
    namespace,
    name: definition.name,
    origin: originOf(options.serverId),
    display: {
      title: definition.title ?? definition.name,
      description: definition.description,
      system: definition.system && refOf(definition.system, 'system'),
      lifecycle: definition.lifecycle,
      tags: definition.tags ?? [],
    },
    facts: {
      owner: refOf(definition.owner, 'group'),
      riskTier: parsed.data.riskTier,
      dataClassification: parsed.data.dataClassification,
      compliance: parsed.data.compliance ?? [],
      audience: parsed.data.audience ?? [],
      reaches: (parsed.data.reaches ?? []).map(ref => refOf(ref, 'system')),
      upstream,
      package: parsed.data.package,
      run: parsed.data.run,
      permissionProfile: parsed.data.permissionProfile,
      isolation: parsed.data.isolation,
      credential: parsed.data.credential,
    },
  };
}

/** The origin location of an entity that our own entity provider emits. */
export function originOf(serverId: string): string {
  return `mcp-registry:${serverId}`;
}
