import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** `/servers/…/hidden-tools`: which tools only those see who have access to them. */
export function addHiddenToolRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { context } = options;
  const { hiddenTools } = options.services;

  router.get('/servers/:namespace/:name/hidden-tools', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await hiddenTools.get(caller, refOf(req.params)));
  });

  router.put('/servers/:namespace/:name/hidden-tools', async (req, res) => {
    const caller = await context.caller(req);
    const serverRef = refOf(req.params);
    const { names } = req.body;
    const set = await context.audited(
      req,
      { eventId: 'server-hidden-tools', meta: { serverRef } },
      async () => await hiddenTools.set(caller, { serverRef, names }),
    );
    res.json(set);
  });
}

function refOf(params: { namespace: string; name: string }): string {
  return `api:${params.namespace}/${params.name}`.toLocaleLowerCase('en-US');
}
