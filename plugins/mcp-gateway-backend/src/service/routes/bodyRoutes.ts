import { CallViewer } from '../CallViewer';
import { readCaller, readDirectCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** Arguments and results of calls: never in lists, each read for itself. */
export function addBodyRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, auditor, bodies } = options;
  const viewer = CallViewer.create(options);

  router.get('/calls/:id/body', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    const call = await viewer.get(caller, req.params.id);
    res.json(await bodies.status(caller, call));
  });

  // No GET: it leaves a trace.
  router.post('/calls/:id/body/reads', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const call = await viewer.get(caller, req.params.id);
    const { id: callId, serverRef } = call;
    const body = await withAudit(
      auditor,
      {
        eventId: 'call-body-read',
        request: req,
        meta: { callId, ...(serverRef && { serverRef }) },
      },
      async () => await bodies.read(caller, call),
    );
    res.setHeader('Cache-Control', 'no-store');
    res.json(body);
  });
}
