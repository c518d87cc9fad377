import { readCaller, readDirectCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** Which clients act for the signed-in person, and an end to it. */
export function addConsentRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { consents, httpAuth, auditor, uses } = options;

  router.get('/consents', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    await uses.refresh(caller);
    res.set('Cache-Control', 'no-store');
    const { limit = 20, cursor } = req.query;
    res.json(await consents.list(caller.userEntityRef, { limit, cursor }));
  });

  router.delete('/consents/:id', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    const { id } = req.params;
    await withAudit(
      auditor,
      { eventId: 'consent-revoke', request: req, meta: { consentId: id } },
      async () => await consents.revoke({ id, userEntityRef }),
    );
    res.set('Cache-Control', 'no-store');
    res.status(204).end();
  });

  router.post('/sign-out-everywhere', async (req, res) => {
    const { userEntityRef } = await readDirectCaller(req, httpAuth);
    const revoked = await withAudit(
      auditor,
      { eventId: 'sign-out-everywhere', request: req },
      async () => {
        // First, so that no agent gets a token after what it holds has ended.
        const agents = await options.agents?.withdrawAll(userEntityRef);
        const ended = await consents.signOutEverywhere(userEntityRef);
        return { ...ended, agents: agents ?? 0 };
      },
    );
    res.set('Cache-Control', 'no-store');
    res.json({ revoked });
  });
}
