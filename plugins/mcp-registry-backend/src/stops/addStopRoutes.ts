import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** The kill switch: whom it would hit, stopping, and lifting. */
export function addStopRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { context } = options;
  const { service, list, impact } = options.services.stops;

  router.get('/stops', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await list.list(caller, req.query));
  });

  router.post('/stops/preview', async (req, res) => {
    const caller = await context.decider(req);
    res.json(await impact.preview(caller, req.body));
  });

  router.post('/stops', async (req, res) => {
    const caller = await context.decider(req);
    const { kind, serverRef, subject } = req.body;
    const { stop, proposed } = await context.audited(
      req,
      {
        eventId: 'stop',
        meta: {
          ...{ actionType: 'stop', kind, serverRef, subject },
          actor: caller.actor,
        },
      },
      async () => await service.create(caller, req.body),
    );
    res.status(proposed ? 202 : 201).json(stop);
  });

  router.post('/stops/:id/lift', async (req, res) => {
    const caller = await context.decider(req);
    const { id } = req.params;
    const stop = await context.audited(
      req,
      { eventId: 'stop', meta: { actionType: 'lift', stopId: id } },
      async () => await service.lift(caller, { id, reason: req.body.reason }),
    );
    res.json(stop);
  });

  router.post('/stops/:id/confirm', async (req, res) => {
    const caller = await context.decider(req);
    const { id } = req.params;
    const stop = await context.audited(
      req,
      { eventId: 'stop', meta: { actionType: 'confirm', stopId: id } },
      async () => await service.confirm(caller, id),
    );
    res.json(stop);
  });

  router.post('/stops/:id/dismiss', async (req, res) => {
    const caller = await context.decider(req);
    const { id } = req.params;
    const stop = await context.audited(
      req,
      { eventId: 'stop', meta: { actionType: 'dismiss', stopId: id } },
      async () =>
        await service.dismiss(caller, { id, reason: req.body.reason }),
    );
    res.json(stop);
  });
}
