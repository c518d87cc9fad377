import type { RegistryServices } from '../../../service/createServices';
import type { RegistryRouter } from '../../../service/createRouter';
import type { RequestContext } from '../../../service/RequestContext';

/** Lists of contents of revisions. */
export function addSbomRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { sboms } = services.contents;

  router.get('/revisions/:digest/sboms', async (req, res) => {
    const caller = await context.caller(req);
    res.json({ items: await sboms.list(caller, req.params.digest) });
  });

  router.get('/revisions/:digest/sboms/:origin', async (req, res) => {
    const caller = await context.caller(req);
    const { document } = await sboms.find(caller, req.params);
    res.json(JSON.parse(document));
  });

  router.put('/revisions/:digest/sbom', async (req, res) => {
    const caller = await context.caller(req);
    const { digest } = req.params;
    const items = await context.audited(
      req,
      { eventId: 'sbom-upload', meta: { digest } },
      async () =>
        await sboms.upload(caller, { digest, document: req.body.document }),
    );
    res.json({ items });
  });

  router.delete('/revisions/:digest/sbom', async (req, res) => {
    const caller = await context.caller(req);
    const { digest } = req.params;
    const items = await context.audited(
      req,
      { eventId: 'sbom-remove', meta: { digest } },
      async () => await sboms.remove(caller, digest),
    );
    res.json({ items });
  });
}
