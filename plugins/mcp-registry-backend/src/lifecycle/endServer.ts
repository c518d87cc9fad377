import {
  nextAccessRequestState,
  nextGrantState,
  nextRevisionState,
  nextServerLife,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import { touchServer } from '../feed/FeedStore';
import { addHistory } from '../service/HistoryStore';
import { registryError } from '../service/registryError';
import { lifeColumns } from '../servers/serverColumns';
import type { ServerRecord } from '../servers/ServerRecord';
import { updateServer } from '../servers/ServerStore';
import type { EndOfLife } from './EndOfLife';

const GRANT_REASON = 'The server was retired.';

/**
 * Retires a server for good, in a transaction: nothing of it is served, every grant ends, nothing waits for a decision any more. Its
 * rows stay, since people ask later what it was.
 */
export async function endServer(
  tx: Knex.Transaction,
  options: {
    server: ServerRecord;
    at: string;
    by: string;
    reason: string;
    successorId?: string;
  },
): Promise<void> {
  const { server, at, by, reason, successorId } = options;
  const next = nextServerLife(server.life, 'end');
  if (!next.ok) throw registryError('server.state', next.reason);
  const sequence = await touchServer(tx, server.id);
  await endGrants(tx, { ...options, sequence });
  await closeRequests(tx, options);
  await closeRevisions(tx, options);
  const announced = server.endOfLife;
  const endOfLife: EndOfLife = {
    plan: announced?.plan ?? uuid(),
    announcedAt: announced?.announcedAt ?? at,
    by: announced?.by ?? by,
    reason,
    retireAt: at,
    successorId,
    retiredAt: at,
  };
  await updateServer(tx, server.id, {
    ...lifeColumns(next.state),
    pending_digest: null,
    status_reason: `Retired: ${reason}`,
    end_of_life: JSON.stringify(endOfLife),
    retire_at: null,
  });
  await addHistory(tx, {
    kind: 'server',
    id: server.id,
    at,
    by,
    event: 'end-of-life',
    reason,
    details: { successorId },
  });
}

type About = { server: ServerRecord; at: string; by: string };

async function endGrants(
  tx: Knex.Transaction,
  { server, at, by, sequence }: About & { sequence: number },
): Promise<void> {
  const next = nextGrantState('active', 'revoke');
  if (!next.ok) return;
  const held: { id: string; request_id: string }[] = await tx('grants')
    .where({ server_id: server.id, state: 'active' })
    .select('id', 'request_id');
  await tx('grants').where({ server_id: server.id, state: 'active' }).update({
    state: next.state,
    revoked_at: at,
    revoked_by: by,
    revoke_reason: GRANT_REASON,
    revoked_sequence: sequence,
  });
  for (const { id, request_id } of held) {
    await addHistory(tx, {
      kind: 'request',
      id: request_id,
      at,
      by,
      event: 'revoked',
      reason: GRANT_REASON,
      details: { grantId: id },
    });
  }
}

/** Nobody is left waiting for an answer that cannot come. */
async function closeRequests(
  tx: Knex.Transaction,
  { server, at, by }: About,
): Promise<void> {
  const next = nextAccessRequestState('pending', 'deny');
  if (!next.ok) return;
  const open: { id: string }[] = await tx('access_requests')
    .where({ server_id: server.id, state: 'pending' })
    .select('id');
  for (const { id } of open) {
    await tx('access_requests').where({ id, state: 'pending' }).update({
      state: next.state,
      pending_key: null,
      decided_at: at,
      decided_by: by,
      reason: GRANT_REASON,
      proposal: null,
    });
    await addHistory(tx, {
      kind: 'request',
      id,
      at,
      by,
      event: 'denied',
      reason: GRANT_REASON,
    });
  }
}

async function closeRevisions(
  tx: Knex.Transaction,
  { server, at, by }: About,
): Promise<void> {
  const open: { digest: string; state: 'draft' | 'submitted' }[] = await tx(
    'revisions',
  )
    .where({ server_id: server.id })
    .whereIn('state', ['draft', 'submitted'])
    .select('digest', 'state');
  for (const { digest, state } of open) {
    const next = nextRevisionState(state, 'supersede');
    if (!next.ok) continue;
    await tx('revisions')
      .where({ digest, state })
      .update({ state: next.state, proposal: null });
    await addHistory(tx, {
      kind: 'revision',
      id: digest,
      at,
      by,
      event: 'superseded',
      reason: GRANT_REASON,
    });
  }
}
