import {
  grantStateAt,
  nextEmergencyReviewState,
  nextGrantState,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { endGrant, findGrant } from '../access/GrantStore';
import { touchServer } from '../feed/FeedStore';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById } from '../servers/ServerStore';
import type { Caller } from '../service/Caller';
import { addHistory } from '../service/HistoryStore';
import { registryError } from '../service/registryError';
import {
  type EmergencyReviewRecord,
  findEmergencyReview,
  updateEmergencyReview,
} from './EmergencyReviewStore';
import { mayCloseEmergency } from './mayCloseEmergency';

/** What somebody says after an emergency. */
export interface EmergencyVerdict {
  id: string;
  verdict: 'justified' | 'not-justified';
  note: string;
}

/** Writes a verdict, and ends the access where it was not justified. */
export async function closeEmergency(
  tx: Knex.Transaction,
  caller: Caller,
  options: EmergencyVerdict & { now: Date },
): Promise<EmergencyReviewRecord> {
  const { verdict, note, now } = options;
  const at = now.toISOString();
  const found = await mustFindEmergency(tx, options.id);
  requireCloser(caller, found);
  const { review, server, grant } = found;
  const next = nextEmergencyReviewState(
    review.state,
    verdict === 'justified' ? 'justify' : 'reject',
  );
  if (!next.ok) throw registryError('review.over', next.reason);
  const by = caller.userEntityRef;
  const written = await updateEmergencyReview(tx, {
    ...{ id: review.id, from: review.state },
    columns: {
      ...{ state: next.state, closed_at: at, closed_by: by, note },
      signed_in_at: caller.signedInAt ?? null,
    },
  });
  if (!written) throw registryError('review.over');
  const ended = nextGrantState(grantStateAt(grant, now), 'revoke');
  if (verdict === 'not-justified' && ended.ok) {
    const sequence = await touchServer(tx, server.id);
    await endGrant(tx, {
      id: grant.id,
      columns: {
        ...{ state: ended.state, revoked_at: at, revoked_by: by },
        ...{ revoke_reason: note, revoked_sequence: sequence },
      },
    });
  }
  for (const about of [
    { kind: 'request', id: grant.requestId },
    { kind: 'server', id: server.id },
  ] as const) {
    await addHistory(tx, {
      ...about,
      ...{ at, by, event: verdict, reason: note },
      details: {
        ...{
          grantId: grant.id,
          reviewId: review.id,
          takenBy: review.takenBy,
        },
        ...(caller.signedInAt && { signedInAt: caller.signedInAt }),
      },
    });
  }
  return (await mustFindEmergency(tx, review.id)).review;
}

/** @throws unless the caller may close it. */
export function requireCloser(
  caller: Caller,
  found: { review: EmergencyReviewRecord; server: ServerRecord },
): void {
  if (caller.userEntityRef === found.review.takenBy) {
    throw registryError('review.own');
  }
  if (!mayCloseEmergency(caller, found))
    throw registryError('review.not-found');
}

/** @throws where there is none. */
export async function mustFindEmergency(knex: Knex, id: string) {
  const review = await findEmergencyReview(knex, id);
  const server = review && (await findServerById(knex, review.serverId));
  const grant = review && (await findGrant(knex, review.grantId));
  if (!review || !server || !grant) throw registryError('review.not-found');
  return { review, server, grant };
}
