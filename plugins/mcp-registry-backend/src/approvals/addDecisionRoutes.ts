import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** The inbox and the decisions that are made from it. */
export function addDecisionRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { inbox, accessDecisions, revisionDecisions } = services;

  router.get('/inbox', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await inbox.list(caller, req.query));
  });

  router.get('/inbox/count', async (req, res) => {
    const caller = await context.caller(req);
    const [decisions, ...reviews] = await Promise.all([
      inbox.count(caller),
      services.reviews.count(caller),
      services.emergencyReviews.count(caller),
    ]);
    const waiting = reviews.reduce((sum, count) => sum + count, 0);
    res.json({ open: decisions + waiting, decisions, reviews: waiting });
  });

  router.post('/access-requests/:id/decision', async (req, res) => {
    const caller = await context.decider(req);
    const { id } = req.params;
    const { request, proposed } = await context.audited(
      req,
      {
        eventId: 'access-decide',
        meta: {
          requestId: id,
          actionType: req.body.decision,
          actor: caller.actor,
        },
      },
      async () =>
        await accessDecisions.decide(caller, { id, decision: req.body }),
    );
    res.status(proposed ? 202 : 200).json(request);
  });

  router.post('/access-requests/:id/undo', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const request = await context.audited(
      req,
      {
        eventId: 'access-decide',
        meta: { requestId: id, actionType: 'undo' },
      },
      async () => await accessDecisions.undo(caller, id),
    );
    res.json(request);
  });

  router.post('/revisions/:digest/decision', async (req, res) => {
    const caller = await context.decider(req);
    const { digest } = req.params;
    const { revision, proposed } = await context.audited(
      req,
      {
        eventId: 'revision-decide',
        meta: { digest, actionType: req.body.decision, actor: caller.actor },
      },
      async () =>
        await revisionDecisions.decide(caller, { digest, decision: req.body }),
    );
    res.status(proposed ? 202 : 200).json(revision);
  });
}
