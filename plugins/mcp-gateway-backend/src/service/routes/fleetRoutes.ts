import {
  mcpAuditReadPermission,
  mcpRuntimeAdministerPermission,
  mcpRuntimeReadPermission,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { FleetGuard } from '../FleetGuard';
import { readCaller, readDirectCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** Every runtime on all replicas, for those who look after all of them. */
export function addFleetRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { fleet, httpAuth, auditor } = options;
  const guard = FleetGuard.create(options);

  router.get('/runtimes', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    await guard.require(caller, mcpRuntimeReadPermission);
    const seePeople = await guard.allows(caller, mcpAuditReadPermission);
    const administer = await guard.allows(
      caller,
      mcpRuntimeAdministerPermission,
    );
    res.set('Cache-Control', 'no-store');
    res.json(await fleet.list(req.query, { seePeople, administer }));
  });

  for (const what of ['restart', 'stop'] as const) {
    router.post(`/runtimes/:id/${what}`, async (req, res) => {
      const caller = await readDirectCaller(req, httpAuth);
      const { id } = req.params;
      await withAudit(
        auditor,
        {
          eventId: `runtime-${what}`,
          request: req,
          meta: { runtimeId: id },
        },
        async () => {
          await guard.require(caller, mcpRuntimeAdministerPermission);
          await fleet.ask(id, what, caller.userEntityRef);
        },
      );
      res.status(202).end();
    });
  }
}
