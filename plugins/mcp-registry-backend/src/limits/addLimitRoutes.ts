import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** `/servers/…/limits`: how often people may call a server. */
export function addLimitRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { context } = options;
  const { limits } = options.services;

  router.get('/servers/:namespace/:name/limits', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await limits.get(caller, refOf(req.params)));
  });

  router.put('/servers/:namespace/:name/limits', async (req, res) => {
    const caller = await context.caller(req);
    const serverRef = refOf(req.params);
    const set = await context.audited(
      req,
      { eventId: 'server-limits', meta: { serverRef } },
      async () => await limits.set(caller, { serverRef, limits: req.body }),
    );
    res.json(set);
  });
}

function refOf(params: { namespace: string; name: string }): string {
  return `api:${params.namespace}/${params.name}`.toLocaleLowerCase('en-US');
}
