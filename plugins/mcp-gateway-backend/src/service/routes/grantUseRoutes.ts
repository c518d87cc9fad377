import { NotAllowedError } from '@backstage/errors';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

const REGISTRY = 'plugin:mcp-registry';

/** What was used of grants: for the registry, which has them reviewed, and nobody else. */
export function addGrantUseRoutes(
  router: GatewayRouter,
  options: Pick<RouteOptions, 'httpAuth' | 'grantUses'>,
): void {
  const { httpAuth, grantUses } = options;

  router.post('/grant-uses', async (req, res) => {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['service'],
    });
    if (principal.subject !== REGISTRY) {
      throw new NotAllowedError('Only the registry may ask what was used');
    }
    res.json(await grantUses.read(req.body.grantIds));
  });
}
