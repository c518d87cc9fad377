import { pipeline } from 'node:stream/promises';
import type { RegistryServices } from '../service/createServices';
import type { RegistryRouter } from '../service/createRouter';
import type { RequestContext } from '../service/RequestContext';
import { reportPdf } from './reportPdf';

/** Reports for a period. Each is written down: it tells who has access to what. */
export function addReportRoutes(
  router: RegistryRouter,
  options: { services: RegistryServices; context: RequestContext },
): void {
  const { services, context } = options;
  const { reports } = services;

  router.get('/reports/compliance', async (req, res) => {
    const caller = await context.caller(req);
    const { from, to } = req.query;
    const report = await context.audited(
      req,
      { eventId: 'report-read', meta: { from, to } },
      async () => await reports.report(caller, { from, to }),
    );
    res.set('Cache-Control', 'no-store').json(report);
  });

  router.get('/reports/compliance/pdf', async (req, res) => {
    const caller = await context.caller(req);
    const { from, to } = req.query;
    const report = await context.audited(
      req,
      { eventId: 'report-export', meta: { from, to, format: 'pdf' } },
      async () => await reports.report(caller, { from, to }),
    );
    res.set({
      'Content-Type': 'application/pdf',
      'Content-Disposition': 'attachment; filename="compliance-report.pdf"',
      'Cache-Control': 'no-store',
    });
    await pipeline(reportPdf(report), res);
  });

  router.get('/reports/compliance/:section/csv', async (req, res) => {
    const caller = await context.caller(req);
    const { from, to } = req.query;
    const { section } = req.params;
    const csv = await context.audited(
      req,
      { eventId: 'report-export', meta: { from, to, section, format: 'csv' } },
      async () => await reports.csv(caller, { from, to, section }),
    );
    res.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${section}.csv"`,
      'Cache-Control': 'no-store',
    });
    res.end(csv);
  });
}
