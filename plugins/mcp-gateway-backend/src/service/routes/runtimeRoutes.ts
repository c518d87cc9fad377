import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { requireSetupReader } from '@sallyport/backstage-plugin-mcp-registry-node';
import {
  type PortalCaller,
  readCaller,
  readDirectCaller,
  readOwnership,
} from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** How servers run that the gateway runs: for those who answer for them, and for administrators. */
export function addRuntimeRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { runtimes, httpAuth, userInfo, auditor } = options;

  router.get('/servers/:id/runtime', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    await admit(caller, req.params.id);
    res.json(await runtimes.view(req.params.id));
  });

  router.get('/servers/:id/runtime/log', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    await admit(caller, req.params.id);
    res.json(await runtimes.log(req.params.id, req.query));
  });

  for (const what of ['restart', 'stop'] as const) {
    router.post(`/servers/:id/runtime/${what}`, async (req, res) => {
      const caller = await readDirectCaller(req, httpAuth);
      const { id } = req.params;
      await withAudit(
        auditor,
        { eventId: `runtime-${what}`, request: req, meta: { serverId: id } },
        async () => {
          await admit(caller, id);
          await runtimes.ask(id, what, caller.userEntityRef);
        },
      );
      res.status(202).end();
    });
  }

  /** A server that one may not look at, and one that there is not, answer alike. */
  async function admit(caller: PortalCaller, serverId: string): Promise<void> {
    const { owner } = runtimes.find(serverId);
    const refs = await readOwnership(caller, userInfo);
    if (refs.includes(owner.toLocaleLowerCase('en-US'))) return;
    try {
      await requireSetupReader({
        ...options,
        credentials: caller.credentials,
      });
    } catch (error) {
      if (!(error instanceof NotAllowedError)) throw error;
      throw new NotFoundError(
        'There is no such server that the gateway runs, or you may not see how it runs',
      );
    }
  }
}
