import {
  nextEmergencyReviewState,
  type RegistrySchemas,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import { afterKey } from '../database/afterKey';
import { cutPage, decodeCursor } from '../database/keyset';
import type { RegistryDatabase } from '../database/RegistryDatabase';
import type { FreshSignInRule } from '../fresh-sign-in/FreshSignInRule';
import type { ReviewNotifier } from '../reviews/ReviewNotifier';
import { findServersById } from '../servers/ServerStore';
import type { Caller } from '../service/Caller';
import type { Clock } from '../service/Clock';
import { registryError } from '../service/registryError';
import {
  closeEmergency,
  type EmergencyVerdict,
  mustFindEmergency,
  requireCloser,
} from './closeEmergency';
import { emergencyReviewsOf } from './emergencyReviewsOf';
import {
  type EmergencyReviewRow,
  toEmergencyReviewRecord,
  updateEmergencyReview,
} from './EmergencyReviewStore';
import { showEmergencyReviews } from './showEmergencyReviews';

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
    const query = emergencyReviewsOf(caller, { knex, isOpen });
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
    options: EmergencyVerdict,
  ): Promise<RegistrySchemas['EmergencyReview']> {
    const { database, clock, freshSignIn, reviewNotifier } = this.#options;
    // A machine may look, never close; there is nothing to propose in a verdict about a person.
    if (caller.actor) throw registryError('decision.portal-only');
    const seen = await mustFindEmergency(database.knex, options.id);
    requireCloser(caller, seen);
    freshSignIn.require(caller, [seen.server.facts.riskTier]);
    const review = await database.change(
      async tx =>
        await closeEmergency(tx, caller, { ...options, now: clock.now() }),
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
}
