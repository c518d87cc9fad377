import { readCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

/** Searches of calls that people keep for themselves. */
export function addActivityViewRoutes(
  router: GatewayRouter,
  { httpAuth, activityViews }: RouteOptions,
): void {
  router.get('/activity-views', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    res.json({ items: await activityViews.list(userEntityRef) });
  });

  router.post('/activity-views', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    const { name, query } = req.body;
    res
      .status(201)
      .json(await activityViews.save(userEntityRef, { name, query }));
  });

  router.delete('/activity-views/:id', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    await activityViews.delete(userEntityRef, req.params.id);
    res.status(204).end();
  });
}
