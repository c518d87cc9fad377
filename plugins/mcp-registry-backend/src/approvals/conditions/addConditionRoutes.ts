import type { RegistryServices } from '../../service/createServices';
import type { RegistryRouter } from '../../service/createRouter';
import type { RequestContext } from '../../service/RequestContext';

/** Conditions of what is approved: further ones, and what is asked to be lifted. */
export function addConditionRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { conditions, lifts } = services;

  router.post('/servers/:namespace/:name/conditions', async (req, res) => {
    const caller = await context.decider(req);
    const serverRef = `api:${req.params.namespace}/${req.params.name}`;
    const shown = await context.audited(
      req,
      {
        eventId: 'conditions-change',
        meta: { serverRef, actionType: 'add', actor: caller.actor },
      },
      async () => await conditions.narrow(caller, { ...req.body, serverRef }),
    );
    res.status(201).json(shown);
  });

  router.post('/servers/:namespace/:name/condition-lifts', async (req, res) => {
    const caller = await context.decider(req);
    const serverRef = `api:${req.params.namespace}/${req.params.name}`;
    const lift = await context.audited(
      req,
      {
        eventId: 'conditions-change',
        meta: { serverRef, actionType: 'ask-to-lift', actor: caller.actor },
      },
      async () => await lifts.ask(caller, { ...req.body, serverRef }),
    );
    res.status(201).json(lift);
  });

  router.post('/condition-lifts/:id/withdraw', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const lift = await context.audited(
      req,
      {
        eventId: 'conditions-change',
        meta: { lift: id, actionType: 'withdraw', actor: caller.actor },
      },
      async () => await lifts.withdraw(caller, id),
    );
    res.json(lift);
  });

  router.post('/condition-lifts/:id/decision', async (req, res) => {
    const caller = await context.decider(req);
    const { id } = req.params;
    const lift = await context.audited(
      req,
      {
        eventId: 'conditions-change',
        meta: {
          ...{ lift: id, actionType: req.body.decision, actor: caller.actor },
        },
      },
      async () => await lifts.decide(caller, { id, decision: req.body }),
    );
    res.json(lift);
  });
}
