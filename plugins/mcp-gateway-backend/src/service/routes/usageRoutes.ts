import { readCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

/** What was used, and what may be. */
export function addUsageRoutes(
  router: GatewayRouter,
  { usage, httpAuth }: Pick<RouteOptions, 'usage' | 'httpAuth'>,
): void {
  router.get('/usage', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await usage.read(caller, req.query));
  });

  router.get('/usage/budgets', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await usage.budgets(caller));
  });
}
