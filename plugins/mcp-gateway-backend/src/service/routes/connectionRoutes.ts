import { InputError } from '@backstage/errors';
import {
  type PortalCaller,
  readCaller,
  readDirectCaller,
} from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { ServerDoorkeeper } from '../ServerDoorkeeper';
import { withAudit } from '../withAudit';

/** The signed-in person's own keys and linked accounts. A value that was given is never shown again. */
export function addConnectionRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { connections, httpAuth, auditor, uses } = options;
  const doorkeeper = ServerDoorkeeper.create(options);

  router.get('/connections', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    await uses.refresh(caller);
    res.set('Cache-Control', 'no-store');
    res.json({ items: await connections.list(caller.userEntityRef) });
  });

  router.post('/connections/keys', async (req, res) => {
    // A credential of a person is theirs to give: nothing that acts for them may (D9).
    const caller = await readDirectCaller(req, httpAuth);
    const { serverRef: ref, key, ticket } = req.body;
    await withAudit(
      auditor,
      { eventId: 'personal-key-store', request: req, meta: { server: ref } },
      async () => {
        const { serverRef } = await doorkeeper.admit(caller, ref);
        await connections.storeKey({
          userRef: caller.userEntityRef,
          target: serverRef,
          key,
          ...(ticket !== undefined && { ticket }),
        });
      },
    );
    res.set('Cache-Control', 'no-store');
    res.status(204).end();
  });

  router.post('/connections/sign-ins', async (req, res) => {
    const caller = await readDirectCaller(req, httpAuth);
    const { ticket, ...where } = req.body;
    const { redirectTo } = await withAudit(
      auditor,
      { eventId: 'account-link-begin', request: req, meta: where },
      async () => {
        const target = await targetOf(caller, where);
        const { userEntityRef: userRef } = caller;
        return await connections.begin({ userRef, target }, ticket);
      },
    );
    // It holds the state.
    res.set('Cache-Control', 'no-store');
    res.json({ redirectTo });
  });

  router.post('/connections/sign-ins/finish', async (req, res) => {
    const { userEntityRef } = await readDirectCaller(req, httpAuth);
    const linked = await withAudit(
      auditor,
      { eventId: 'account-link', request: req },
      async () => await connections.finish(userEntityRef, req.body.ticket),
    );
    res.set('Cache-Control', 'no-store');
    res.json(linked);
  });

  router.delete('/connections/:id', async (req, res) => {
    const { userEntityRef } = await readDirectCaller(req, httpAuth);
    const { id } = req.params;
    const unlinked = await withAudit(
      auditor,
      { eventId: 'account-unlink', request: req, meta: { connectionId: id } },
      async () => await connections.unlink(userEntityRef, id),
    );
    res.set('Cache-Control', 'no-store');
    res.json(unlinked);
  });

  async function targetOf(
    caller: PortalCaller,
    { serverRef, client }: { serverRef?: string; client?: string },
  ): Promise<string> {
    if (client !== undefined && serverRef === undefined) {
      return `client:${client}`;
    }
    if (serverRef === undefined || client !== undefined) {
      throw new InputError('Say for which server, or at which client');
    }
    return (await doorkeeper.admit(caller, serverRef)).serverRef;
  }
}
