import { InputError } from '@backstage/errors';
import { ALL_SERVERS } from '../../edge/endpoints';
import { readCaller, readDirectCaller } from '../PortalCaller';
import { readCatalogDecision } from '../readCatalogDecision';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { ServerDoorkeeper } from '../ServerDoorkeeper';
import { withAudit } from '../withAudit';

/** Personal access tokens of the signed-in person. */
export function addPersonalTokenRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { tokens, httpAuth, auditor, permissions, uses } = options;
  const doorkeeper = ServerDoorkeeper.create(options);

  router.get('/personal-tokens', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    // They live long: what the portal says of their holder is asked again whenever they are looked at.
    await uses.refresh(caller);
    res.set('Cache-Control', 'no-store');
    res.json({
      items: await tokens.personal.list(caller.userEntityRef),
      ...tokens.personal.settings,
    });
  });

  router.post('/personal-tokens', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { name, servers, allServers, days } = req.body;
    if ((servers === undefined) === (allServers === undefined)) {
      throw new InputError(
        'Say which servers the token opens (servers), or that it opens all of them (allServers); not both',
      );
    }
    const { token, info } = await withAudit(
      auditor,
      {
        eventId: 'personal-token-create',
        request: req,
        meta: { servers: servers ?? [ALL_SERVERS], days },
      },
      async () => {
        if (servers === undefined) await doorkeeper.forAllServers(caller);
        const targets: string[] = [];
        for (const ref of servers ?? []) {
          const { serverRef } = await doorkeeper.admit(caller, ref);
          targets.push(serverRef);
        }
        return await tokens.personal.create({
          userEntityRef: caller.userEntityRef,
          name,
          ...(servers && { servers: targets }),
          days,
          catalogRead: await readCatalogDecision({
            permissions,
            credentials: caller.credentials,
          }),
        });
      },
    );
    res.set('Cache-Control', 'no-store');
    res.status(201).json({ ...info, token });
  });

  router.delete('/personal-tokens/:id', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    const { id } = req.params;
    await withAudit(
      auditor,
      { eventId: 'personal-token-revoke', request: req, meta: { tokenId: id } },
      async () => await tokens.revoke({ id, userEntityRef }),
    );
    res.set('Cache-Control', 'no-store');
    res.status(204).end();
  });
}
