import { readCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

/** What somebody may call, and who may call something. */
export function addWhoMayCallRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, whoMayCall, uses } = options;

  router.get('/callable-tools', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    // What the portal says of whoever looks is asked again: about themselves the answer is as new as their next call's.
    await uses.refresh(caller);
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
