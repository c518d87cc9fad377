import { NotFoundError } from '@backstage/errors';
import { readCaller, readDirectCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** Which agents the signed-in person lets act for them, and those they sponsor. */
export function addAgentRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, auditor } = options;
  const agents = () => {
    if (!options.agents) throw new NotFoundError('Agents are switched off');
    return options.agents;
  };

  router.get('/agent-consents', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    const items = await options.agents?.consentsOf(userEntityRef);
    res.set('Cache-Control', 'no-store');
    res.json({ items: items ?? [] });
  });

  router.post('/agent-consents', async (req, res) => {
    const { userEntityRef } = await readDirectCaller(req, httpAuth);
    const agentRef = req.body.agentRef.toLocaleLowerCase('en-US');
    await withAudit(
      auditor,
      { eventId: 'agent-consent', request: req, meta: { agentRef } },
      async () => await agents().consent(userEntityRef, agentRef),
    );
    res.set('Cache-Control', 'no-store');
    res.status(204).end();
  });

  router.post('/agent-consents/withdraw', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    const agentRef = req.body.agentRef.toLocaleLowerCase('en-US');
    await withAudit(
      auditor,
      { eventId: 'agent-consent-withdraw', request: req, meta: { agentRef } },
      async () => await agents().withdraw(userEntityRef, agentRef),
    );
    res.set('Cache-Control', 'no-store');
    res.status(204).end();
  });

  router.post('/agents/resume', async (req, res) => {
    const { userEntityRef } = await readDirectCaller(req, httpAuth);
    const agentRef = req.body.agentRef.toLocaleLowerCase('en-US');
    await withAudit(
      auditor,
      { eventId: 'agent-resume', request: req, meta: { agentRef } },
      async () => await agents().resume(userEntityRef, agentRef),
    );
    res.set('Cache-Control', 'no-store');
    res.status(204).end();
  });
}
