import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';

const GATEWAY = 'plugin:mcp-gateway';
const CATALOG = 'plugin:catalog';

/** The doors: one for gateways, one for the catalog. Nobody else passes. */
export function addDoorRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { accessDocuments, registration } = services;

  router.get('/door/changes', async (req, res) => {
    await context.requireDoor(req, GATEWAY);
    res.json(await accessDocuments.changes(req.query));
  });

  router.get('/door/stops', async (req, res) => {
    await context.requireDoor(req, GATEWAY);
    res.json({ ...(await accessDocuments.stops()) });
  });

  router.get('/door/documents', async (req, res) => {
    await context.requireDoor(req, GATEWAY);
    res.json(await accessDocuments.index(req.query));
  });

  router.get('/door/documents/:namespace/:name', async (req, res) => {
    await context.requireDoor(req, GATEWAY);
    const { namespace, name } = req.params;
    const { document, etag } = await accessDocuments.document(
      `api:${namespace}/${name}`.toLocaleLowerCase('en-US'),
    );
    res.setHeader('ETag', etag);
    if (req.headers['if-none-match'] === etag) {
      res.status(304).end();
      return;
    }
    res.json({ ...document });
  });

  router.get('/door/reach', async (req, res) => {
    await context.requireDoor(req, GATEWAY);
    res.json(await accessDocuments.reaching(req.query.system));
  });

  router.get('/door/definitions', async (req, res) => {
    await context.requireDoor(req, CATALOG);
    res.json({ items: await registration.definitions() });
  });
}
