import { InputError } from '@backstage/errors';
import { ALL_SERVERS } from '../../edge/endpoints';
import { readCaller, readDirectCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { ServerDoorkeeper } from '../ServerDoorkeeper';
import { readCatalogDecision } from '../readCatalogDecision';
import { withAudit } from '../withAudit';

/** Gateway tokens of the signed-in person. */
export function addTokenRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { tokens, httpAuth, auditor, permissions, uses } = options;
  const doorkeeper = ServerDoorkeeper.create(options);

  router.get('/tokens', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    await uses.refresh(caller);
    res.set('Cache-Control', 'no-store');
    res.json({ items: await tokens.list(caller.userEntityRef) });
  });

  router.post('/tokens', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { serverRef, allServers, client, ttlSeconds } = req.body;
    if ((serverRef === undefined) === (allServers === undefined)) {
      throw new InputError(
        'Say which server the token is for (serverRef), or that it is for all of them (allServers); not both',
      );
    }
    const { token, info } = await withAudit(
      auditor,
      {
        eventId: 'token-create',
        request: req,
        meta: { serverRef: serverRef ?? ALL_SERVERS },
      },
      async () =>
        await tokens.create({
          ...(serverRef === undefined
            ? await doorkeeper.forAllServers(caller)
            : await doorkeeper.admit(caller, serverRef)),
          userEntityRef: caller.userEntityRef,
          catalogRead: await readCatalogDecision({
            permissions,
            credentials: caller.credentials,
          }),
          client,
          ttlSeconds,
        }),
    );
    // RFC 6749 §5.1: an answer with a token in it is kept by nobody on the way.
    res.set('Cache-Control', 'no-store');
    res.status(201).json({ ...info, token });
  });

  router.delete('/tokens/:id', async (req, res) => {
    const { userEntityRef } = await readCaller(req, httpAuth);
    const { id } = req.params;
    await withAudit(
      auditor,
      { eventId: 'token-revoke', request: req, meta: { tokenId: id } },
      async () => await tokens.revoke({ id, userEntityRef }),
    );
    res.set('Cache-Control', 'no-store');
    res.status(204).end();
  });
}
