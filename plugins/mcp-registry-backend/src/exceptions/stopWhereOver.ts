import { nextServerLife } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { touchServer } from '../feed/FeedStore';
import { addHistory } from '../service/HistoryStore';
import { REGISTRY_ITSELF } from '../servers/EntityIntake';
import { lifeColumns } from '../servers/serverColumns';
import { findServerById, updateServer } from '../servers/ServerStore';
import type { ExceptionHold } from './ExceptionHold';

/**
 * Suspends a server whose approved version needs an exception that is no more. It runs again when somebody lets it, which needs another
 * exception or another version.
 *
 * @returns whether it stopped now.
 */
export async function stopWhereOver(
  tx: Knex.Transaction,
  options: { serverId: string; at: string; hold: ExceptionHold },
): Promise<boolean> {
  const { serverId, at, hold } = options;
  const server = await findServerById(tx, serverId);
  const digest = server?.approvedDigest;
  if (!server || !digest || server.life.retired) return false;
  if (!(await hold.mustStop(tx, { serverId, digest }))) return false;
  const next = nextServerLife(server.life, 'suspend');
  if (!next.ok) return false;
  const reason = 'An exception that it was approved with has ended.';
  await updateServer(tx, serverId, {
    ...lifeColumns(next.state),
    status_reason: reason,
  });
  await addHistory(tx, {
    kind: 'server',
    id: serverId,
    at,
    by: REGISTRY_ITSELF,
    event: 'suspended',
    reason,
  });
  await touchServer(tx, serverId);
  return true;
}
