import { readCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

/** What somebody may call, and who may call something. */
export function addWhoMayCallRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, whoMayCall } = options;

  router.get('/callable-tools', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    const answer = await whoMayCall.tools.list(caller, req.query);
    res.set('Cache-Control', 'no-store');
    res.json(answer);
  });

  router.get('/callers', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    const answer = await whoMayCall.callers.list(caller, req.query);
    res.set('Cache-Control', 'no-store');
    res.json(answer);
  });

  router.get('/foreseen-call', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    const answer = await whoMayCall.tools.foresee(caller, req.query);
    res.set('Cache-Control', 'no-store');
    res.json(answer);
  });
}
