import { GATEWAY_REF } from '../../drift/mayPropose';
import type { RegistryServices } from '../../service/createServices';
import type { RegistryRouter } from '../../service/createRouter';
import type { RequestContext } from '../../service/RequestContext';

/** The door by which the gateway's rules hold something back. No person and no other plugin passes. */
export function addReactionRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { context } = options;
  const { reactions } = options.services.stops;

  router.post('/door/reactions', async (req, res) => {
    await context.requireDoor(req, GATEWAY_REF);
    const { id, alertId, kind, rule, ruleVersion } = req.body;
    const placed = await context.audited(
      req,
      {
        eventId: 'stop',
        meta: {
          ...{ actionType: 'react', reactionId: id, alertId, kind },
          ...{ rule, ruleVersion },
        },
      },
      async () => await reactions.place(req.body),
    );
    res.status(200).json(placed);
  });

  router.post('/door/reactions/:id/withdraw', async (req, res) => {
    await context.requireDoor(req, GATEWAY_REF);
    const { id } = req.params;
    const withdrawn = await context.audited(
      req,
      { eventId: 'stop', meta: { actionType: 'withdraw', reactionId: id } },
      async () => await reactions.withdraw(id, req.body.reason),
    );
    res.json(withdrawn);
  });
}
