import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** `/servers`: see, register, submit, stop. */
export function addServerRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { servers, registration, submissions, blastRadius, profileProposals } =
    services;

  router.get('/servers', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await servers.list(caller, req.query));
  });

  router.post('/servers', async (req, res) => {
    const caller = await context.caller(req);
    const server = await context.audited(
      req,
      { eventId: 'server-register', meta: { name: req.body.name } },
      async () => await registration.register(caller, req.body),
    );
    res.status(201).json(server);
  });

  router.get('/servers/:namespace/:name', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await servers.get(caller, refOf(req.params)));
  });

  router.post('/servers/:namespace/:name/submit', async (req, res) => {
    const caller = await context.caller(req);
    const serverRef = refOf(req.params);
    const revision = await context.audited(
      req,
      { eventId: 'revision-submit', meta: { serverRef } },
      async () =>
        await submissions.submit(caller, {
          serverRef,
          note: req.body?.note,
          exampleData: req.body?.exampleData,
        }),
    );
    res.json(revision);
  });

  router.post('/servers/:namespace/:name/probe', async (req, res) => {
    const caller = await context.caller(req);
    const serverRef = refOf(req.params);
    const revision = await context.audited(
      req,
      { eventId: 'server-probe', meta: { serverRef } },
      async () => await submissions.probe(caller, serverRef),
    );
    res.json(revision);
  });

  router.put(
    '/servers/:namespace/:name/permission-profile',
    async (req, res) => {
      const caller = await context.caller(req);
      const serverRef = refOf(req.params);
      const revision = await context.audited(
        req,
        { eventId: 'revision-submit', meta: { serverRef } },
        async () =>
          await profileProposals.propose(caller, { ...req.body, serverRef }),
      );
      res.json(revision);
    },
  );

  router.get('/servers/:namespace/:name/revisions', async (req, res) => {
    const caller = await context.caller(req);
    res.json({
      items: await servers.listRevisions(caller, refOf(req.params)),
    });
  });

  router.get('/servers/:namespace/:name/approvers', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await servers.approvers(caller, refOf(req.params)));
  });

  router.get('/servers/:namespace/:name/blast-radius', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await blastRadius.get(caller, refOf(req.params)));
  });

  router.post('/servers/:namespace/:name/suspend', async (req, res) => {
    const caller = await context.caller(req);
    const serverRef = refOf(req.params);
    const server = await context.audited(
      req,
      { eventId: 'server-status', meta: { serverRef, actionType: 'suspend' } },
      async () =>
        await servers.suspend(caller, { serverRef, reason: req.body.reason }),
    );
    res.json(server);
  });

  router.post('/servers/:namespace/:name/resume', async (req, res) => {
    const caller = await context.decider(req);
    const serverRef = refOf(req.params);
    const server = await context.audited(
      req,
      { eventId: 'server-status', meta: { serverRef, actionType: 'resume' } },
      async () =>
        await servers.resume(caller, { serverRef, reason: req.body.reason }),
    );
    res.json(server);
  });
}

function refOf(params: { namespace: string; name: string }): string {
  return `api:${params.namespace}/${params.name}`.toLocaleLowerCase('en-US');
}
