import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpPolicyReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { toGuardRule } from '../../guards/history/toGuardRule';
import { readCaller, readDirectCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** Rules that look at what happened before a call, and the signed-in person's own word on calls that need it. */
export function addHistoryRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { history, httpAuth, auditor, permissions } = options;
  const { confirmations, rules } = history;

  router.get('/guard-rules', async (req, res) => {
    const { credentials } = await readCaller(req, httpAuth);
    const [{ result }] = await permissions.authorize(
      [{ permission: mcpPolicyReadPermission }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError('The permission mcp.policy.read is needed.');
    }
    res.json({ items: rules.all.map(toGuardRule) });
  });

  router.get('/confirmations', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    res.set('Cache-Control', 'no-store');
    res.json({ items: await confirmations.list(userEntityRef) });
  });

  router.get('/confirmations/asked', async (req, res) => {
    const { userEntityRef } = await readDirectCaller(req, httpAuth);
    res.set('Cache-Control', 'no-store');
    res.json(await confirmations.read(req.query.ticket, userEntityRef));
  });

  router.post('/confirmations', async (req, res) => {
    // What asks for it is what acts for them: only the person themselves may answer (D9).
    const { userEntityRef: userRef } = await readDirectCaller(req, httpAuth);
    const { ticket, decision } = req.body;
    const said = await withAudit(
      auditor,
      { eventId: 'guard-confirm', request: req, meta: { decision } },
      async () => await confirmations.decide({ ticket, userRef, decision }),
      ({ id, rule, serverRef, name }) => ({
        ...{ confirmation: id, rule: rule.id, server: serverRef },
        ...(name !== undefined && { name }),
      }),
    );
    res.set('Cache-Control', 'no-store');
    res.json(said);
  });

  router.delete('/confirmations/:id', async (req, res) => {
    const { userEntityRef: userRef } = await readDirectCaller(req, httpAuth);
    const { id } = req.params;
    await withAudit(
      auditor,
      { eventId: 'guard-confirm-revoke', request: req, meta: { id } },
      async () => await confirmations.revoke({ id, userRef }),
    );
    res.status(204).end();
  });
}
