import {
  grantStateAt,
  nextEmergencyReviewState,
  nextGrantState,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { endGrant, findGrant } from '../access/GrantStore';
import { afterKey } from '../database/afterKey';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import { touchServer } from '../feed/FeedStore';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { ReviewNotifier } from '../reviews/ReviewNotifier';
import type { ServerRecord } from '../servers/ServerRecord';
import { findServerById, findServersById } from '../servers/ServerStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { addHistory } from '../service/HistoryStore';
import { registryError } from '../service/registryError';
import {
  type EmergencyReviewRecord,
  type EmergencyReviewRow,
  findEmergencyReview,
  toEmergencyReviewRecord,
  updateEmergencyReview,
} from './EmergencyReviewStore';
import { mayCloseEmergency } from './mayCloseEmergency';
import { showEmergencyReviews } from './showEmergencyReviews';

const WAITING = ['open', 'reminded', 'escalated'] as const;
const AT_ONCE = 200;

/** The reviews after emergencies: somebody else says whether it was justified, and nobody is left alone about it. */
export class EmergencyReviewService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    freshSignIn: FreshSignInRule;
    reviewNotifier: ReviewNotifier;
  }): EmergencyReviewService {
    return new EmergencyReviewService(options);
  }

  readonly #options: Parameters<typeof EmergencyReviewService.create>[0];

  private constructor(
    options: Parameters<typeof EmergencyReviewService.create>[0],
  ) {
    this.#options = options;
  }

  /** Of those that the caller sees, how many they could close now. */
  async count(caller: Caller): Promise<number> {
    const { items } = await this.list(caller, { state: 'open', limit: 100 });
    return items.filter(({ canClose }) => canClose).length;
  }

  /** Those that one took, or may close. */
  async list(
    caller: Caller,
    options: { state?: 'open' | 'closed'; limit?: number; cursor?: string },
  ): Promise<RegistrySchemas['EmergencyReviewPage']> {
    const { knex } = this.#options.database;
    const isOpen = (options.state ?? 'open') === 'open';
    const limit = options.limit ?? 50;
    const query = knex('emergency_reviews').join(
      'servers',
      'servers.id',
      'emergency_reviews.server_id',
    );
    if (isOpen) query.whereIn('emergency_reviews.state', WAITING);
    else query.whereNotNull('emergency_reviews.closed_at');
    if (!caller.isApprover) {
      const refs = caller.ownershipEntityRefs;
      query.where(mine => {
        mine
          .where({ 'emergency_reviews.taken_by': caller.userEntityRef })
          .orWhereIn('servers.owner', refs);
        for (const ref of refs) {
          // With its quotes, and nothing in it a wildcard: whole refs only.
          const named = `%${JSON.stringify(ref).replace(/[!%_]/g, '!$&')}%`;
          mine
            .orWhereRaw(`emergency_reviews.closers LIKE ? ESCAPE '!'`, [named])
            .orWhere(loud =>
              loud
                .where({ 'emergency_reviews.state': 'escalated' })
                .whereRaw(`emergency_reviews.escalate_to LIKE ? ESCAPE '!'`, [
                  named,
                ]),
            );
        }
      });
    }
    const column = isOpen ? 'created_at' : 'closed_at';
    afterKey(query, {
      column: `emergency_reviews.${column}`,
      id: 'emergency_reviews.id',
      order: isOpen ? 'asc' : 'desc',
      key: decodeCursor(options.cursor),
    });
    const rows: EmergencyReviewRow[] = await query
      .limit(limit + 1)
      .select('emergency_reviews.*');
    const page = cutPage(rows, {
      limit,
      keyOf: row => [row[column] ?? '', row.id],
    });
    return {
      items: await showEmergencyReviews(
        caller,
        page.items.map(toEmergencyReviewRecord),
        this.#options,
      ),
      nextCursor: page.nextCursor,
    };
  }

  async close(
    caller: Caller,
    options: {
      id: string;
      verdict: 'justified' | 'not-justified';
      note: string;
    },
  ): Promise<RegistrySchemas['EmergencyReview']> {
    const { database, freshSignIn, reviewNotifier } = this.#options;
    // A machine may look, never close; there is nothing to propose in a verdict about a person.
    if (caller.actor) throw registryError('decision.portal-only');
    const seen = await mustFind(database.knex, options.id);
    requireRole(caller, seen);
    freshSignIn.require(caller, [seen.server.facts.riskTier]);
    const review = await database.change(
      async tx => await this.#closeIn(tx, caller, options),
    );
    await reviewNotifier.emergencyClosed(review, seen.server);
    return (await showEmergencyReviews(caller, [review], this.#options))[0];
  }

  /** Makes silence louder. */
  async advance(): Promise<void> {
    const { database, clock, reviewNotifier } = this.#options;
    const { knex } = database;
    const now = clock.now().toISOString();
    const rows: EmergencyReviewRow[] = await knex('emergency_reviews')
      .where(due =>
        due
          .where(late =>
            late.where({ state: 'open' }).where('remind_at', '<=', now),
          )
          .orWhere(later =>
            later
              .whereIn('state', ['open', 'reminded'])
              .where('escalate_at', '<=', now),
          ),
      )
      .orderBy('created_at')
      .limit(AT_ONCE);
    const servers = await findServersById(
      knex,
      rows.map(row => row.server_id),
    );
    for (const review of rows.map(toEmergencyReviewRecord)) {
      const isLate = review.escalateAt <= now;
      const next = nextEmergencyReviewState(
        review.state,
        isLate ? 'escalate' : 'remind',
      );
      const isMine =
        next.ok &&
        (await updateEmergencyReview(knex, {
          ...{ id: review.id, from: review.state },
          columns: { state: next.state },
        }));
      const server = servers.get(review.serverId);
      if (isMine && server) {
        const stage = isLate ? 'escalated' : 'reminded';
        await reviewNotifier.emergencyWaits({ review, server, stage });
      }
    }
  }

  async #closeIn(
    tx: Knex.Transaction,
    caller: Caller,
    options: {
      id: string;
      verdict: 'justified' | 'not-justified';
      note: string;
    },
  ): Promise<EmergencyReviewRecord> {
    const { verdict, note } = options;
    const now = this.#options.clock.now();
    const at = now.toISOString();
    const found = await mustFind(tx, options.id);
    requireRole(caller, found);
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
    return (await mustFind(tx, review.id)).review;
  }
}

function requireRole(
  caller: Caller,
  found: { review: EmergencyReviewRecord; server: ServerRecord },
): void {
  if (caller.userEntityRef === found.review.takenBy) {
    throw registryError('review.own');
  }
  if (!mayCloseEmergency(caller, found))
    throw registryError('review.not-found');
}

async function mustFind(knex: Knex, id: string) {
  const review = await findEmergencyReview(knex, id);
  const server = review && (await findServerById(knex, review.serverId));
  const grant = review && (await findGrant(knex, review.grantId));
  if (!review || !server || !grant) throw registryError('review.not-found');
  return { review, server, grant };
}
