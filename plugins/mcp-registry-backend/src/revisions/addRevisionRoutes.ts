import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** The history of a server's revisions, what differs between them, and the way back. */
export function addRevisionRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { revisionHistory, rollbacks, submissions } = services;

  router.get('/servers/:namespace/:name/history', async (req, res) => {
    const caller = await context.caller(req);
    res.json(
      await revisionHistory.list(caller, {
        ...req.query,
        serverRef: refOf(req.params),
      }),
    );
  });

  router.get('/revisions/:digest/diff', async (req, res) => {
    const caller = await context.caller(req);
    res.json(
      await revisionHistory.diff(caller, {
        digest: req.params.digest,
        against: req.query.against,
      }),
    );
  });

  router.get('/revisions/:digest/thread', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await revisionHistory.thread(caller, req.params.digest));
  });

  router.post('/servers/:namespace/:name/draft', async (req, res) => {
    const caller = await context.caller(req);
    const serverRef = refOf(req.params);
    const revision = await context.audited(
      req,
      {
        eventId: 'revision-submit',
        meta: { serverRef, actionType: 'draft' },
      },
      async () =>
        await submissions.draft(caller, { serverRef, note: req.body?.note }),
    );
    res.json(revision);
  });

  router.post('/servers/:namespace/:name/rollback', async (req, res) => {
    const caller = await context.decider(req);
    const serverRef = refOf(req.params);
    const { digest } = req.body;
    const { revision, outcome } = await context.audited(
      req,
      {
        eventId: 'revision-decide',
        meta: {
          serverRef,
          digest,
          actionType: 'rollback',
          actor: caller.actor,
        },
      },
      async () => await rollbacks.rollBack(caller, { ...req.body, serverRef }),
    );
    res.status(outcome === 'restored' ? 200 : 202).json(revision);
  });
}

function refOf(params: { namespace: string; name: string }): string {
  return `api:${params.namespace}/${params.name}`.toLocaleLowerCase('en-US');
}
