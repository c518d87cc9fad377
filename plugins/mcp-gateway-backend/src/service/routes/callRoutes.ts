import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CallViewer } from '../CallViewer';
import { EXPORT_TYPES, exportLines } from '../export/exportLines';
import { readCaller } from '../PortalCaller';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** Calls through the gateway. */
export function addCallRoutes(
  router: GatewayRouter,
  options: RouteOptions,
): void {
  const { httpAuth, auditor, live } = options;
  const viewer = CallViewer.create(options);

  router.get('/calls', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await viewer.list(caller, req.query));
  });

  // Before `/calls/:id`, as the next one.
  router.get('/calls/changes', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    const { known, ...query } = req.query;
    const gone = new AbortController();
    res.on('close', () => gone.abort());
    const mark = await live.wait({
      ...{ person: caller.userEntityRef, known, signal: gone.signal },
      read: async () => await viewer.list(caller, query),
    });
    if (!gone.signal.aborted) res.json({ mark });
  });

  // Before `/calls/:id`: its name is no id.
  router.get('/calls/export', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    const { format, ...query } = req.query;
    let count = 0;
    await withAudit(
      auditor,
      { eventId: 'calls-export', request: req, meta: { format, query } },
      async () => {
        const pages = await viewer.export(caller, query);
        const { type, ending } = EXPORT_TYPES[format];
        res.setHeader('Content-Type', type);
        res.setHeader(
          'Content-Disposition',
          `attachment; filename="calls.${ending}"`,
        );
        res.setHeader('Cache-Control', 'no-store');
        const lines = exportLines(pages, format, more => {
          count += more;
        });
        // Where it breaks off, the connection does: half a file never looks like a whole one.
        await pipeline(Readable.from(lines), res);
      },
      () => ({ count }),
    );
  });

  router.get('/calls/:id', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await viewer.get(caller, req.params.id));
  });

  router.get('/calls/:id/related', async (req, res) => {
    const caller = await readCaller(req, httpAuth);
    res.json(await viewer.related(caller, req.params.id));
  });
}
