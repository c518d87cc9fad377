import { requireSetupReader } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Request } from 'express';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** How safely the gateway is set up, for those who run it. */
export function addSetupRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { setup, httpAuth, auditor } = options;
  const admit = async (req: Request<any, any, any, any, any>) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    await requireSetupReader({ ...options, credentials });
  };

  router.get('/setup-checks', async (req, res) => {
    await admit(req);
    res.json(await setup.list());
  });

  router.post('/setup-checks/servers', async (req, res) => {
    const run = await withAudit(
      auditor,
      { eventId: 'setup-check-servers', request: req },
      async () => {
        await admit(req);
        return await setup.checkServers();
      },
    );
    res.status(202).json(run);
  });
}
