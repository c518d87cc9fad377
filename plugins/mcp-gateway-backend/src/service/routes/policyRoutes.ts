import { NotFoundError } from '@backstage/errors';
import type { PolicyChange } from '../../policies/PolicyService';
import { readCaller, readDirectCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** The company's policies. Whatever changes one is for people themselves, never for what acts for them. */
export function addPolicyRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, auditor } = options;
  const desk = () => {
    if (!options.policies) throw new NotFoundError('There are no policies');
    return options.policies;
  };
  const audited = <T>(
    req: Parameters<typeof readCaller>[0],
    event: { eventId: string; meta: Record<string, string | number> },
    run: () => Promise<T>,
  ) => withAudit(auditor, { ...event, request: req }, run);

  router.get('/policies', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await desk().list(caller));
  });

  router.get('/policies/:name/versions', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    const { name } = req.params;
    const { before } = req.query;
    res.json(await desk().history(caller, { name, before }));
  });

  router.post('/policy-check', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await desk().check(caller, req.body));
  });

  router.post('/policy-replay', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { name, mode, text, days, cursor } = req.body;
    const draft = { mode, text };
    const meta = { name, mode, days };
    res.json(
      await audited(req, { eventId: 'policy-replay', meta }, () =>
        desk().replay(caller, { name, draft, days, cursor }),
      ),
    );
  });

  router.put('/policies/:name', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { name } = req.params;
    const { baseVersion, ...draft } = req.body;
    const meta = { name, mode: draft.mode, baseVersion };
    const change = await audited(req, { eventId: 'policy-save', meta }, () =>
      desk().save(caller, { name, draft, baseVersion }),
    );
    res.status(statusOf(change)).json({ outcome: change.kind });
  });

  router.post('/policies/:name/removal', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { name } = req.params;
    const { baseVersion } = req.body;
    const meta = { name, baseVersion };
    const change = await audited(req, { eventId: 'policy-remove', meta }, () =>
      desk().remove(caller, { ...req.body, name }),
    );
    res.status(statusOf(change)).json({ outcome: change.kind });
  });

  router.post('/policies/:name/restoration', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { name } = req.params;
    const { version, baseVersion } = req.body;
    const meta = { name, version, baseVersion };
    const change = await audited(req, { eventId: 'policy-restore', meta }, () =>
      desk().restore(caller, { ...req.body, name }),
    );
    res.status(statusOf(change)).json({ outcome: change.kind });
  });

  router.post('/policies/:name/confirmation', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { name } = req.params;
    const { digest } = req.body;
    const meta = { name, digest };
    await audited(req, { eventId: 'policy-confirm', meta }, () =>
      desk().confirm(caller, { name, digest }),
    );
    res.status(204).end();
  });

  router.delete('/policies/:name/proposal', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { name } = req.params;
    await audited(req, { eventId: 'policy-withdraw', meta: { name } }, () =>
      desk().withdraw(caller, name),
    );
    res.status(204).end();
  });
}

function statusOf({ kind }: PolicyChange): number {
  return kind === 'proposed' ? 202 : 200;
}
