import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import { touchServer } from '../feed/FeedStore';
import { addHistory } from '../service/HistoryStore';
import { registryError } from '../service/registryError';
import type { ServerRecord } from '../servers/ServerRecord';
import {
  type AccessRequestRecord,
  type AccessTerms,
  updateRequest,
} from './AccessRequestStore';
import { insertGrant } from './GrantStore';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Ends the wait of a request: with a grant of what is granted, or without one where it is denied. Called inside `RegistryDatabase.change`. */
export async function settleRequest(
  tx: Knex.Transaction,
  options: {
    request: AccessRequestRecord;
    server: ServerRecord;
    /** Absent where it is denied. */
    granted: AccessTerms | undefined;
    /** A person, or a rule by its signature. */
    by: string;
    now: Date;
    reason?: string;
    /** Until when a person may take it back. */
    undoUntil?: Date;
    /** What the history says beside. */
    details: Record<string, unknown>;
  },
): Promise<void> {
  const { request, server, granted, by, now, reason, undoUntil } = options;
  const { id } = request;
  const grantId = granted ? uuid() : undefined;
  const written = await updateRequest(tx, {
    id,
    from: { state: 'pending' },
    columns: {
      state: granted ? 'approved' : 'denied',
      pending_key: null,
      granted: granted ? JSON.stringify(granted) : null,
      decided_at: now.toISOString(),
      decided_by: by,
      reason: reason ?? null,
      revision_digest: server.approvedDigest ?? null,
      grant_id: grantId ?? null,
      undo_until: undoUntil?.toISOString() ?? null,
      proposal: null,
    },
  });
  if (!written) throw registryError('request.already-decided');
  if (granted && grantId) {
    await insertGrant(tx, {
      id: grantId,
      serverId: server.id,
      requestId: id,
      subject: request.subject,
      tools: granted.tools,
      state: 'active',
      purpose: request.purpose,
      createdAt: now.toISOString(),
      expiresAt: new Date(
        now.getTime() + granted.durationDays * DAY_MS,
      ).toISOString(),
      grantedBy: by,
      requestedBy: request.requestedBy,
      extendsGrant: request.extendsGrant,
    });
    await touchServer(tx, server.id);
  }
  await addHistory(tx, {
    kind: 'request',
    id,
    at: now.toISOString(),
    by,
    event: granted ? 'approved' : 'denied',
    reason,
    details: {
      asked: request.asked,
      ...options.details,
      ...(granted && { granted, grantId }),
      ...(server.approvedDigest && { revisionDigest: server.approvedDigest }),
    },
  });
}
