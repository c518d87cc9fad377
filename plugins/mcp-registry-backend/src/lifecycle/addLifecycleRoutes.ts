import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** The end of a server's life: decisions of people, so they come from the portal. */
export function addLifecycleRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { lifecycle } = services;
  const auditOf = (actionType: string, serverRef: string) => ({
    eventId: 'server-status',
    meta: { serverRef, actionType },
  });

  router.post('/servers/:namespace/:name/deprecate', async (req, res) => {
    const caller = await context.decider(req);
    const serverRef = refOf(req.params);
    res.json(
      await context.audited(
        req,
        auditOf('deprecate', serverRef),
        async () =>
          await lifecycle.deprecate(caller, { ...req.body, serverRef }),
      ),
    );
  });

  router.post('/servers/:namespace/:name/keep', async (req, res) => {
    const caller = await context.decider(req);
    const serverRef = refOf(req.params);
    res.json(
      await context.audited(
        req,
        auditOf('keep', serverRef),
        async () => await lifecycle.keep(caller, { ...req.body, serverRef }),
      ),
    );
  });

  router.post('/servers/:namespace/:name/retire', async (req, res) => {
    const caller = await context.decider(req);
    const serverRef = refOf(req.params);
    res.json(
      await context.audited(
        req,
        auditOf('retire', serverRef),
        async () => await lifecycle.retire(caller, { ...req.body, serverRef }),
      ),
    );
  });
}

function refOf(params: { namespace: string; name: string }): string {
  return `api:${params.namespace}/${params.name}`.toLocaleLowerCase('en-US');
}
