import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { mcpAuditReadPermission } from '@sallyport/backstage-plugin-mcp-registry-common';
import { readCaller } from '../PortalCaller';
import { readWantedEvents } from '../readWantedEvents';
import type { GatewayRouter, RouteOptions } from '../RouteOptions';
import { withAudit } from '../withAudit';

/** What proves the audit log. */
export function addAuditRoutes(
  router: GatewayRouter,
  { httpAuth, permissions, auditor, auditProof }: RouteOptions,
): void {
  router.get('/audit/keys', async (req, res) => {
    await readCaller(req, httpAuth);
    res.json(await auditProof.keys());
  });

  router.get('/audit/checkpoints', async (req, res) => {
    await requireAuditor(req);
    res.json(await auditProof.state());
  });

  router.get('/audit/export', async (req, res) => {
    await requireAuditor(req);
    await withAudit(
      auditor,
      { eventId: 'audit-export', request: req, meta: { query: req.query } },
      async () =>
        await auditProof.exports.give(
          readWantedEvents(req.query),
          async ({ fileName, chunks }) => {
            res.setHeader('Content-Type', 'application/x-tar');
            res.setHeader(
              'Content-Disposition',
              `attachment; filename="${fileName}"`,
            );
            res.setHeader('Cache-Control', 'no-store');
            // Where it breaks off, the connection does: half a file never looks like a whole one.
            await pipeline(Readable.from(chunks), res);
          },
        ),
      count => ({ count }),
    );
  });

  async function requireAuditor(
    req: Parameters<typeof readCaller>[0],
  ): Promise<void> {
    const { credentials } = await readCaller(req, httpAuth);
    const [{ result }] = await permissions.authorize(
      [{ permission: mcpAuditReadPermission }],
      { credentials },
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError('The permission mcp.audit.read is needed.');
    }
  }
}
