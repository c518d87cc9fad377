import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** What checks say of revisions. */
export function addCheckRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { checks, checkPreviews } = services;

  router.get('/checks', async (req, res) => {
    await context.caller(req);
    res.json({ items: checks.manifests().map(toManifest) });
  });

  router.post('/checks/preview', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await checkPreviews.preview(caller, req.body));
  });

  router.get('/revisions/:digest/checks', async (req, res) => {
    const caller = await context.caller(req);
    res.json(await checks.list(caller, req.params.digest));
  });

  router.post('/revisions/:digest/checks', async (req, res) => {
    const caller = await context.caller(req);
    const { digest } = req.params;
    const result = await context.audited(
      req,
      { eventId: 'revision-check', meta: { digest } },
      async () => await checks.rerun(caller, digest),
    );
    res.json(result);
  });

  router.get('/revisions/:digest/checks/sarif', async (req, res) => {
    const caller = await context.caller(req);
    const sarif = await checks.sarif(caller, req.params.digest);
    res.json(JSON.parse(sarif));
  });
}

function toManifest(
  manifest: ReturnType<RegistryServices['checks']['manifests']>[number],
) {
  return {
    ...manifest,
    consumes: [...manifest.consumes],
    produces: [...manifest.produces],
    outcomes: { ...manifest.outcomes },
  };
}
