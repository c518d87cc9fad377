import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** Access requests of people, and the grants that come of them. */
export function addAccessRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { accessRequests, grants } = services;

  router.get('/access-requests', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await accessRequests.list(caller, req.query));
  });

  router.post('/access-requests', async (req, res) => {
    const caller = await context.caller(req);
    const request = await context.audited(
      req,
      { eventId: 'access-request', meta: { serverRef: req.body.serverRef } },
      async () => await accessRequests.create(caller, req.body),
    );
    res.status(201).json(request);
  });

  router.get('/access-requests/:id', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await accessRequests.get(caller, req.params.id));
  });

  router.post('/access-requests/:id/withdraw', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const request = await context.audited(
      req,
      {
        eventId: 'access-request',
        meta: { requestId: id, actionType: 'withdraw' },
      },
      async () => await accessRequests.withdraw(caller, id),
    );
    res.json(request);
  });

  router.get('/grants', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await grants.list(caller, req.query));
  });

  router.post('/grants/:id/revoke', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const grant = await context.audited(
      req,
      { eventId: 'grant-revoke', meta: { grantId: id } },
      async () => await grants.revoke(caller, { id, reason: req.body.reason }),
    );
    res.json(grant);
  });
}
