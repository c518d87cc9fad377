import { NotAllowedError } from '@backstage/errors';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

const REGISTRY = 'plugin:mcp-registry';

/** Which certificates a host shows: for the registry, and nobody else, since it has the gateway connect. */
export function addCertificateRoutes(
  router: GatewayRouter,
  options: Pick<RouteOptions, 'httpAuth' | 'certificates'>,
): void {
  const { httpAuth, certificates } = options;

  router.post('/certificates', async (req, res) => {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['service'],
    });
    if (principal.subject !== REGISTRY) {
      throw new NotAllowedError('Only the registry may look at certificates');
    }
    res.json(await certificates.look(req.body.url));
  });
}
