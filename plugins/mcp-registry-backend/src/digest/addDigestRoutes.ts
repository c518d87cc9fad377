import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

/** What happened on an owner's servers. It tells who uses what, so it is written down who reads it. */
export function addDigestRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;

  router.get('/reports/owner-digest', async (req, res) => {
    const caller = await context.caller(req);
    const { owner, from, to } = req.query;
    const digest = await context.audited(
      req,
      { eventId: 'report-read', meta: { owner, from, to } },
      async () => await services.digests.read(caller, { owner, from, to }),
    );
    res.set('Cache-Control', 'no-store').json(digest);
  });
}
