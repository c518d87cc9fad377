import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

const HISTORY_LIMIT = 50;

/** Which approval policies there are, what they would ask for, and who decides in whose place. */
export function addApprovalRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { approvalPolicies, policyLedger, delegationService } = services;
  const { accessPolicies } = services;

  router.get('/approval-policies', async (req, res) => {
    const caller = await context.caller(req);
    res.json({
      items: await approvalPolicies.list(caller),
      mayPreview: caller.isApprover,
      history: await policyLedger.history(HISTORY_LIMIT),
    });
  });

  router.get('/approval-policies/preview', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await approvalPolicies.preview(caller, req.query));
  });

  router.get('/access-policies', async (req, res) => {
    const caller = await context.caller(req);
    res.json({
      items: await accessPolicies.list(caller),
      mayPreview: caller.isApprover,
    });
  });

  router.get('/access-policies/preview', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await accessPolicies.preview(caller, req.query));
  });

  router.get('/approval-delegations', async (req, res) => {
    const caller = await context.caller(req);
    res.json({ items: await delegationService.list(caller) });
  });

  router.post('/approval-delegations', async (req, res) => {
    const caller = await context.decider(req);
    const delegation = await context.audited(
      req,
      {
        eventId: 'approval-delegate',
        meta: { actionType: 'add', to: req.body.to, actor: caller.actor },
      },
      async () => await delegationService.add(caller, req.body),
    );
    res.status(201).json(delegation);
  });

  router.post('/approval-delegations/:id/end', async (req, res) => {
    const caller = await context.caller(req);
    const { id } = req.params;
    const delegation = await context.audited(
      req,
      {
        eventId: 'approval-delegate',
        meta: { actionType: 'end', delegationId: id, actor: caller.actor },
      },
      async () => await delegationService.end(caller, id),
    );
    res.json(delegation);
  });
}
