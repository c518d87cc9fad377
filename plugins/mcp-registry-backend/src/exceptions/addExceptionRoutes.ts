import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** Exceptions: findings that are accepted for a time. */
export function addExceptionRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { exceptions, exceptionDecisions } = services;

  router.get('/servers/:namespace/:name/exceptions', async (req, res) => {
    const caller = await context.caller(req);
    const { namespace, name } = req.params;
    const serverRef = `api:${namespace}/${name}`;
    res.json(await exceptions.list(caller, { serverRef, ...req.query }));
  });

  router.post('/exceptions', async (req, res) => {
    const caller = await context.caller(req);
    const { digest, checkId } = req.body;
    const exception = await context.audited(
      req,
      {
        eventId: 'exception-request',
        meta: { digest, checkId, actor: caller.actor },
      },
      async () => await exceptions.request(caller, req.body),
    );
    res.status(201).json(exception);
  });

  router.get('/exceptions/:id', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await exceptions.get(caller, req.params.id));
  });

  router.get('/exceptions/:id/openvex', async (req, res) => {
    const caller = await context.caller(req);
    res.json({ ...(await exceptions.openVex(caller, req.params.id)) });
  });

  router.post('/exceptions/:id/decision', async (req, res) => {
    const caller = await context.decider(req);
    const { id } = req.params;
    const { exception, proposed } = await context.audited(
      req,
      {
        eventId: 'exception-decide',
        meta: {
          exceptionId: id,
          actionType: req.body.decision,
          actor: caller.actor,
        },
      },
      async () =>
        await exceptionDecisions.decide(caller, { id, decision: req.body }),
    );
    res.status(proposed ? 202 : 200).json(exception);
  });

  router.post('/exceptions/:id/withdraw', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const exception = await context.audited(
      req,
      {
        eventId: 'exception-request',
        meta: { exceptionId: id, actionType: 'withdraw', actor: caller.actor },
      },
      async () => await exceptions.withdraw(caller, id),
    );
    res.json(exception);
  });

  router.post('/exceptions/:id/revoke', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const exception = await context.audited(
      req,
      {
        eventId: 'exception-decide',
        meta: { exceptionId: id, actionType: 'revoke', actor: caller.actor },
      },
      async () =>
        await exceptionDecisions.revoke(caller, {
          id,
          reason: req.body.reason,
        }),
    );
    res.json(exception);
  });
}
