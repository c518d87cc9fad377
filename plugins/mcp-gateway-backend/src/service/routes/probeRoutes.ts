import { NotAllowedError } from '@backstage/errors';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

const REGISTRY = 'plugin:mcp-registry';

/** The probe door: for the registry, and nobody else. */
export function addProbeRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, probes } = options;

  router.post('/probes', async (req, res) => {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['service'],
    });
    if (principal.subject !== REGISTRY) {
      throw new NotAllowedError('Only the registry may order probes');
    }
    res.json(await probes.probe(req.body));
  });
}
