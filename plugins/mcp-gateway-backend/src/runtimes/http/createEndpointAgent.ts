import type { RuntimeEndpoint } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Agent } from 'undici';
import {
  createGuardedAgent,
  type DialLimits,
} from '../../egress/createGuardedAgent';
import { EgressGuard } from '../../egress/EgressGuard';

/** Dials one process of a server that a driver has started, and nothing else, wherever an answer of it points to. */
export function createEndpointAgent(
  { url, connect }: Pick<RuntimeEndpoint, 'url' | 'connect'>,
  limits: DialLimits,
): { agent: Agent; guard: EgressGuard } {
  const { hostname, port } = new URL(url);
  const guard = EgressGuard.create({
    allowedHosts: [`${hostname}:${port || 80}`],
    publicHosts: [],
  });
  const agent = createGuardedAgent({
    ...{ guard, limits },
    ...(connect && { connect }),
  });
  return { guard, agent };
}
