import { NotFoundError } from '@backstage/errors';
import { ALL_SERVERS } from '../../edge/endpoints';
import { readCaller, readDirectCaller } from '../PortalCaller';
import { readCatalogDecision } from '../readCatalogDecision';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { ServerDoorkeeper } from '../ServerDoorkeeper';
import { withAudit } from '../withAudit';

/** What MCP clients ask the signed-in person for, and what the person says. */
export function addInteractionRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, auditor, permissions, uses } = options;
  const doorkeeper = ServerDoorkeeper.create(options);
  const interactions = () => {
    if (!options.interactions) {
      throw new NotFoundError('The authorization server is off');
    }
    return options.interactions;
  };

  router.get('/interactions/:id', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    const { userEntityRef } = caller;
    await uses.refresh(caller);
    res.set('Cache-Control', 'no-store');
    res.json(await interactions().read(req.params.id, userEntityRef));
  });

  router.post('/interactions/:id/decision', async (req, res) => {
    // A decision of a person is theirs: nothing that acts for them may make it (D9).
    const caller = await readDirectCaller(req, httpAuth);
    const { id } = req.params;
    const { decision } = req.body;
    const { credentials, userEntityRef } = caller;
    const { redirectTo } = await withAudit(
      auditor,
      { eventId: 'consent-decide', request: req, meta: { decision } },
      async () => {
        const serverRef = await interactions().serverOf(id, userEntityRef);
        // The same doorkeeper as for tokens: whoever may have none cannot let a client have one.
        if (decision === 'allow') {
          await (serverRef === ALL_SERVERS
            ? doorkeeper.forAllServers(caller)
            : doorkeeper.admit(caller, serverRef));
        }
        return await interactions().decide({
          id,
          userEntityRef,
          decision,
          catalogRead: await readCatalogDecision({ permissions, credentials }),
        });
      },
    );
    // It holds a ticket.
    res.set('Cache-Control', 'no-store');
    res.json({ redirectTo });
  });
}
