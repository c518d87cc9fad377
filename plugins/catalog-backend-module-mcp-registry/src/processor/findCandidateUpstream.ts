import type { Entity } from '@backstage/catalog-model';
import {
  type McpSpec,
  upstreamSchema,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { upstreamProblem } from './upstreamProblem';
import type { Gateway } from './Gateway';

/**
 * An entity that was not written for Sallyport says in `spec.remotes` where its server is. The first address that the gateway
 * could connect to is a candidate: a reviewer decides whether it becomes more. One of the deprecated HTTP+SSE transport
 * only where there is no other.
 */
export function findCandidateUpstream(options: {
  entity: Entity;
  gateway: Gateway;
}): McpSpec['upstream'] {
  const remotes = options.entity.spec?.remotes;
  if (!Array.isArray(remotes)) {
    return undefined;
  }
  const candidates: NonNullable<McpSpec['upstream']>[] = [];
  for (const remote of remotes) {
    // Remotes may carry keys that we do not know, such as headers; they are not for the gateway.
    const { type, url } = Object(remote);
    const parsed = upstreamSchema.safeParse({ type, url });
    if (
      parsed.success &&
      !upstreamProblem({ url: parsed.data.url, gateway: options.gateway })
    ) {
      candidates.push(parsed.data);
    }
  }
  return candidates.find(({ type }) => type !== 'sse') ?? candidates[0];
}
