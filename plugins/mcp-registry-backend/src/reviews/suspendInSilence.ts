import {
  grantStateAt,
  nextGrantState,
  nextReviewItemState,
  nextServerLife,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { endGrant, findGrant, type GrantRecord } from '../access/GrantStore';
import { touchServer } from '../feed/FeedStore';
import { REGISTRY_ITSELF } from '../servers/EntityIntake';
import { lifeColumns } from '../servers/serverColumns';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById, updateServer } from '../servers/ServerStore';
import { addHistory } from '../service/HistoryStore';
import { type ReviewItemRecord, updateReviewItem } from './ReviewStore';
import { SUSPENDED_BY_REVIEW } from './SUSPENDED_BY_REVIEW';

/** Stops a grant or a server that nobody answered about, as one step of what the caller writes. @returns nothing where it was not to be stopped. */
export async function suspendInSilence(
  tx: Knex.Transaction,
  item: ReviewItemRecord,
  now: Date,
): Promise<{ server: ServerRecord; grant?: GrantRecord } | undefined> {
  const server = await findServerById(tx, item.serverId);
  const grant = item.grantId ? await findGrant(tx, item.grantId) : undefined;
  const next = nextReviewItemState(item.state, 'suspend');
  const isMine =
    next.ok &&
    server &&
    (await updateReviewItem(tx, {
      ...{ id: item.id, from: item.state },
      columns: { state: next.state },
    }));
  if (!isMine) return undefined;
  const at = now.toISOString();
  const told = { at, by: REGISTRY_ITSELF, event: 'review-suspended' };
  if (grant) {
    const ended = nextGrantState(grantStateAt(grant, now), 'suspend');
    if (!ended.ok) return undefined;
    await endGrant(tx, { id: grant.id, columns: { state: ended.state } });
    await addHistory(tx, {
      ...{ ...told, kind: 'request', id: grant.requestId },
      details: { grantId: grant.id, campaignId: item.campaignId },
    });
  } else {
    const life = nextServerLife(server.life, 'suspend');
    // Somebody stopped it already, for a reason of their own.
    if (!life.ok) return undefined;
    await updateServer(tx, server.id, {
      ...lifeColumns(life.state),
      status_reason: SUSPENDED_BY_REVIEW,
    });
    await addHistory(tx, {
      ...{ ...told, kind: 'server', id: server.id },
      details: { campaignId: item.campaignId },
    });
  }
  await touchServer(tx, server.id);
  return { server, grant };
}
