import { InputError, NotAllowedError } from '@backstage/errors';
import { serverCredentialSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
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
    const { credential, ...candidate } = req.body;
    const parsed = serverCredentialSchema.optional().safeParse(credential);
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0];
      const where = ['credential', ...path].join('.');
      throw new InputError(`${where}: ${message}`);
    }
    res.json(
      await probes.probe({
        ...candidate,
        ...(parsed.data && { credential: parsed.data }),
      }),
    );
  });
}
