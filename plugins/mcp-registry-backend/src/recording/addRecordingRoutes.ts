import type { RegistryRouter } from '../service/createRouter';
import type { RegistryServices } from '../service/createServices';
import type { RequestContext } from '../service/RequestContext';

/** `/servers/…/recording`: what is kept of arguments and results. */
export function addRecordingRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { context } = options;
  const { recordings } = options.services;

  router.get('/servers/:namespace/:name/recording', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await recordings.get(caller, refOf(req.params)));
  });

  router.put('/servers/:namespace/:name/recording', async (req, res) => {
    const caller = await context.caller(req);
    const serverRef = refOf(req.params);
    const { policy } = req.body;
    const set = await context.audited(
      req,
      {
        eventId: 'server-recording',
        meta: { serverRef, policy: policy ?? 'default' },
      },
      async () => await recordings.set(caller, { serverRef, policy }),
    );
    res.json(set);
  });
}

function refOf(params: { namespace: string; name: string }): string {
  return `api:${params.namespace}/${params.name}`.toLocaleLowerCase('en-US');
}
