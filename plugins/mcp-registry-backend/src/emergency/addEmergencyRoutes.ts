import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** Access in an emergency, and the reviews after it. */
export function addEmergencyRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { emergencyAccess, emergencyReviews } = services;
  const refOf = ({ namespace, name }: { namespace: string; name: string }) =>
    `api:${namespace}/${name}`.toLocaleLowerCase('en-US');

  router.get('/servers/:namespace/:name/break-glass', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await emergencyAccess.offers(caller, refOf(req.params)));
  });

  router.post('/servers/:namespace/:name/break-glass', async (req, res) => {
    const caller = await context.decider(req);
    const serverRef = refOf(req.params);
    const { policyId } = req.body;
    const taken = await context.audited(
      req,
      { eventId: 'break-glass', meta: { serverRef, policyId } },
      async () =>
        await emergencyAccess.take(caller, { ...req.body, serverRef }),
    );
    res.status(201).json(taken);
  });

  router.get('/break-glass/reviews', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await emergencyReviews.list(caller, req.query));
  });

  router.post('/break-glass/reviews/:id/close', async (req, res) => {
    const caller = await context.decider(req);
    const { id } = req.params;
    const { verdict, note } = req.body;
    const review = await context.audited(
      req,
      {
        eventId: 'break-glass-review',
        meta: { reviewId: id, actionType: verdict },
      },
      async () => await emergencyReviews.close(caller, { id, verdict, note }),
    );
    res.json(review);
  });
}
