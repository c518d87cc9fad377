import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Settings } from './Settings';

/** Says loudly at start-up what is open or cannot work, before somebody finds out. */
export function warnAboutSettings(
  settings: Settings,
  logger: LoggerService,
): void {
  if (!settings.permissionsEnabled) {
    logger.warn(
      'SECURITY: permission.enabled is not true, so every signed-in person may see every MCP server and ask for access. ' +
        'Grants, approvals and "nobody approves their own" are enforced all the same. Set permission.enabled: true for real use.',
    );
  }
  if (settings.approverGroups.length === 0) {
    logger.warn(
      'mcpRegistry.approverGroups is empty: nobody can approve an MCP server, so none will be served. Name the group that reviews servers.',
    );
  }
}
