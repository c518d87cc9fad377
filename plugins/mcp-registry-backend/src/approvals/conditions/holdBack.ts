import { nextServerLife } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import type { ExceptionHold } from '../../exceptions/ExceptionHold';
import { touchServer } from '../../feed/FeedStore';
import { addHistory } from '../../service/HistoryStore';
import { registryError } from '../../service/registryError';
import { REGISTRY_ITSELF } from '../../servers/EntityIntake';
import { lifeColumns } from '../../servers/serverColumns';
import { findServerById, updateServer } from '../../servers/ServerStore';
import { isAnyOver } from './ConditionStore';

/** Why a server is suspended whose approval was for a time; by this a decision to lift that knows what it may bring back. */
export const APPROVAL_IS_OVER =
  'It was approved until a day that is over. It serves again when lifting that condition is approved.';

/** @throws where a server would run again although its approval is over. */
export async function requireNotOver(
  knex: Knex,
  options: { serverId: string; at: string },
): Promise<void> {
  if (await isAnyOver(knex, options)) throw registryError('condition.over');
}

/** Suspends a server whose approval is over. @returns whether it stopped now. */
export async function holdBackWhereOver(
  tx: Knex.Transaction,
  options: { serverId: string; at: string },
): Promise<boolean> {
  const { serverId, at } = options;
  const server = await findServerById(tx, serverId);
  if (!server?.approvedDigest || server.life.retired) return false;
  if (!(await isAnyOver(tx, options))) return false;
  // Somebody stopped it already, for a reason of their own: that reason stays, and this one holds beside it.
  const next = nextServerLife(server.life, 'suspend');
  if (!next.ok) return false;
  await updateServer(tx, serverId, {
    ...lifeColumns(next.state),
    status_reason: APPROVAL_IS_OVER,
  });
  await addHistory(tx, {
    ...{ kind: 'server', id: serverId, at, by: REGISTRY_ITSELF },
    ...{ event: 'suspended', reason: APPROVAL_IS_OVER },
  });
  await touchServer(tx, serverId);
  return true;
}

/**
 * Lets a server run again that stood still because its approval was over and for nothing else, when no condition is over any more.
 *
 * @returns whether it runs again.
 */
export async function resumeWhereLifted(
  tx: Knex.Transaction,
  options: {
    serverId: string;
    at: string;
    by: string;
    hold: Pick<ExceptionHold, 'mustStop'>;
  },
): Promise<boolean> {
  const { serverId, at, by, hold } = options;
  const server = await findServerById(tx, serverId);
  const digest = server?.approvedDigest;
  if (!server || !digest || server.statusReason !== APPROVAL_IS_OVER) {
    return false;
  }
  if (await isAnyOver(tx, options)) return false;
  if (await hold.mustStop(tx, { serverId, digest })) {
    const reason = 'An exception that it was approved with has ended.';
    await updateServer(tx, serverId, { status_reason: reason });
    return false;
  }
  const next = nextServerLife(server.life, 'resume');
  if (!next.ok) return false;
  await updateServer(tx, serverId, {
    ...lifeColumns(next.state),
    status_reason: null,
  });
  await addHistory(tx, {
    ...{ kind: 'server', id: serverId, at, by, event: 'resumed' },
    reason: 'What it was approved until was lifted.',
  });
  await touchServer(tx, serverId);
  return true;
}
