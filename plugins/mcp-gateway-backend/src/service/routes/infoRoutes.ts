import { readCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';

/** Where the gateway listens and how far it has followed the registry. */
export function addInfoRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, directory, publicUrl, defaultLimits } = options;
  const { bounds, retentionDays } = options.bodySettings;

  router.get('/info', async (req, res) => {
    await readCaller(req, httpAuth);
    res.json({
      publicUrl,
      defaultLimits: {
        perPerson: { ...defaultLimits.perPerson },
        weights: { ...defaultLimits.weights },
      },
      recording: { ...bounds, retentionDays },
      feed: { ...directory.status() },
    });
  });
}
