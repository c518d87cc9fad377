import {
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  type McpSpec,
  mcpSpecSchema,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { registryError } from '../service/registryError';
import type { ServerDisplay, ServerFacts } from './ServerRecord';

/** What a catalog entity says about an MCP server. */
export interface EntityReading {
  serverRef: string;
  namespace: string;
  name: string;
  origin: string;
  display: ServerDisplay;
  facts: ServerFacts;
}

/**
 * Reads an entity of `spec.type: mcp-server`.
 *
 * @throws InputError where it says something that cannot be understood.
 */
export function readEntity(
  entity: Entity,
  options: { gatewayPublicUrl?: string },
): EntityReading {
  const serverRef = stringifyEntityRef(entity);
  const { namespace, name } = parseEntityRef(serverRef);
  const origin = entity.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  const { owner, system, lifecycle } = entity.spec ?? {};
  if (typeof owner !== 'string' || !owner) {
    throw registryError('server.invalid-entity', `${serverRef} has no owner.`);
  }
  const refOf = (ref: string, defaultKind: string) =>
    stringifyEntityRef(
      parseEntityRef(ref, { defaultKind, defaultNamespace: namespace }),
    );
  const mcp = readSpec(entity, serverRef);
  return {
    serverRef,
    namespace,
    name,
    // An entity without an origin was never in a real catalog's hands; it keeps to itself.
    origin: origin ?? `unknown:${serverRef}`,
    display: {
      title: entity.metadata.title ?? entity.metadata.name,
      description: entity.metadata.description ?? '',
      system: typeof system === 'string' ? refOf(system, 'system') : undefined,
      lifecycle: typeof lifecycle === 'string' ? lifecycle : undefined,
      tags: entity.metadata.tags ?? [],
    },
    facts: {
      owner: refOf(owner, 'group'),
      riskTier: mcp.riskTier,
      dataClassification: mcp.dataClassification,
      compliance: mcp.compliance ?? [],
      audience: mcp.audience ?? [],
      reaches: (mcp.reaches ?? []).map(ref => refOf(ref, 'system')),
      upstream: mcp.upstream ?? candidateUpstream(entity, options),
      package: mcp.package,
      run: mcp.run,
      permissionProfile: mcp.permissionProfile,
      isolation: mcp.isolation,
      credential: mcp.credential,
    },
  };
}

function readSpec(entity: Entity, serverRef: string): McpSpec {
  if (entity.spec?.mcp === undefined) {
    // Not one of ours: nobody has said how sensitive it is, so it counts as the most sensitive.
    return { riskTier: 'critical', dataClassification: 'restricted' };
  }
  const parsed = mcpSpecSchema.safeParse(entity.spec.mcp);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw registryError(
      'server.invalid-entity',
      `${serverRef}: spec.mcp.${issue.path.join('.')}: ${issue.message}`,
    );
  }
  return parsed.data;
}

/** A foreign entity says in `spec.remotes` where it can be reached; ours say there where the gateway is. */
function candidateUpstream(
  entity: Entity,
  options: { gatewayPublicUrl?: string },
): ServerFacts['upstream'] {
  const remotes = entity.spec?.remotes;
  if (!Array.isArray(remotes) || entity.spec?.mcp !== undefined) {
    return undefined;
  }
  const candidates: NonNullable<ServerFacts['upstream']>[] = [];
  for (const remote of remotes) {
    if (typeof remote === 'object' && remote && !Array.isArray(remote)) {
      const { type, url } = remote;
      if (
        (type === 'streamable-http' || type === 'sse') &&
        typeof url === 'string' &&
        URL.canParse(url) &&
        !(
          options.gatewayPublicUrl &&
          url.startsWith(`${options.gatewayPublicUrl}/`)
        )
      ) {
        candidates.push({ type, url });
      }
    }
  }
  // The same choice as the catalog's: the deprecated transport only where there is no other.
  return candidates.find(({ type }) => type !== 'sse') ?? candidates[0];
}
