import { NotAllowedError } from '@backstage/errors';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

const REGISTRY = 'plugin:mcp-registry';

/** What the gateway holds back: for the registry, which has it reviewed, and nobody else. */
export function addDriftRoutes(
  router: GatewayRouter,
  options: Pick<RouteOptions, 'httpAuth' | 'drift'>,
): void {
  const { httpAuth, drift } = options;

  router.get('/drift', async (req, res) => {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['service'],
    });
    if (principal.subject !== REGISTRY) {
      throw new NotAllowedError('Only the registry may ask what is held back');
    }
    res.json(await drift.list(req.query.cursor));
  });
}
