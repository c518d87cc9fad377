import { NotAllowedError } from '@backstage/errors';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

const REGISTRY = 'plugin:mcp-registry';

/** What the gateway knows of an owner's servers: for the registry, which knows who the owner is, and nobody else. */
export function addDigestRoutes(
  router: GatewayRouter,
  { httpAuth, digests }: Pick<RouteOptions, 'httpAuth' | 'digests'>,
): void {
  router.post('/owner-digest', async (req, res) => {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['service'],
    });
    if (principal.subject !== REGISTRY) {
      throw new NotAllowedError('Only the registry may ask about an owner');
    }
    res.json(await digests.read(req.body));
  });
}
