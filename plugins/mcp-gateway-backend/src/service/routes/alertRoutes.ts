import { InputError, NotAllowedError } from '@backstage/errors';
import { readCaller, readDirectCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

const REGISTRY = 'plugin:mcp-registry';

/** What detectors found, and what people make of it. */
export function addAlertRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { alerts, httpAuth, auditor } = options;

  router.get('/alerts', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.set('Cache-Control', 'no-store');
    res.json(await alerts.list(caller, req.query));
  });

  router.post('/check-verdicts', async (req, res) => {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['service'],
    });
    if (principal.subject !== REGISTRY) {
      throw new NotAllowedError('Only the registry may tell what checks say');
    }
    const items = req.body.items.map(({ at, ...item }) => ({
      ...{ ...item, kind: 'check' as const, at: readTime(at) },
    }));
    await alerts.takeVerdicts(items);
    res.status(202).end();
  });

  router.get('/alerts/:id', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.set('Cache-Control', 'no-store');
    res.json(await alerts.get(caller, req.params.id));
  });

  router.post('/alerts/:id/:action', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { id, action } = req.params;
    const { reason } = req.body;
    const event = {
      eventId: 'alert-act',
      request: req,
      meta: { alertId: id, action },
    };
    res.json(
      await withAudit(auditor, event, () =>
        alerts.act(caller, id, { action, reason }),
      ),
    );
  });
}

function readTime(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InputError('at must be a time (ISO 8601)');
  return at;
}
