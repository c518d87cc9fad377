import { CallViewer } from '../CallViewer';
import { readCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

/** Calls through the gateway. */
export function addCallRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth } = options;
  const viewer = CallViewer.create(options);

  router.get('/calls', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await viewer.list(caller, req.query));
  });

  router.get('/calls/:id', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await viewer.get(caller, req.params.id));
  });
}
