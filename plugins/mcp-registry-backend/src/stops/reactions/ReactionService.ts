import { MAX_STOPS } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Knex } from 'knex';
import { v4 as uuid } from 'uuid';
import type { RegistryDatabase } from '../../database/RegistryDatabase';
import { GATEWAY_REF } from '../../drift/mayPropose';
import { touchStops } from '../../feed/FeedStore';
import type { Clock } from '../../service/Clock';
import { registryError } from '../../service/registryError';
import { noteStop } from '../noteStop';
import { countInForce, insertStop, type StopRecord } from '../StopStore';
import { endReactions } from './endReactions';
import { messageOf } from './messageOf';
import type { ReactionNotifier } from './ReactionNotifier';
import type { ReactionSettings } from './readReactionSettings';
import { countPlaced, findPlaced } from './reactionStops';
import { findReactionTarget, type ReactionTarget } from './ReactionTargets';

type Wanted = RegistrySchemas['NewReaction'];
type Answer = RegistrySchemas['Reaction'];

/**
 * The door by which the gateway's rules hold something back: for a time, so many in an hour, each once. Machines take away and never
 * give: what they hold back comes back by its end, by a person, or because what was found holds no more.
 */
export class ReactionService {
  static create(options: {
    database: RegistryDatabase;
    clock: Clock;
    notifier: ReactionNotifier;
    settings: ReactionSettings;
    /** Where people sign in again; absent where they cannot. */
    signInUrl?: string;
  }): ReactionService {
    return new ReactionService(options);
  }

  readonly #options: Parameters<typeof ReactionService.create>[0];

  private constructor(options: Parameters<typeof ReactionService.create>[0]) {
    this.#options = options;
  }

  async place(wanted: Wanted): Promise<Answer> {
    const { database, clock, notifier, signInUrl } = this.#options;
    this.#check(wanted);
    const now = clock.now();
    const endsAt = new Date(+now + wanted.seconds * 1000).toISOString();
    const { kind } = wanted;
    const placed = await database.change(async tx => {
      const known = await findPlaced(tx, wanted.id);
      if (known.length > 0) return { stops: known, targets: [] };
      const targets: ReactionTarget[] = [];
      for (const subject of new Set(wanted.subjects)) {
        targets.push(await findReactionTarget(tx, { kind, subject, now }));
      }
      await this.#requireRoom(tx, { kind, count: targets.length, now });
      const sequence = await touchStops(tx);
      const stops = targets.map(
        (target): StopRecord => ({
          ...{ id: uuid(), kind, subject: target.subject },
          serverId: target.server?.id,
          // What belongs to a server, its owner may give back; whoever has to sign in again does so, or asks security.
          authority: target.server ? 'owner' : 'security',
          ...{ state: 'active', reason: wanted.reason, endsAt, sequence },
          message: messageOf(wanted, { endsAt, signInUrl }),
          createdAt: now.toISOString(),
          createdBy: GATEWAY_REF,
          rule: {
            reactionId: wanted.id,
            alertId: wanted.alertId,
            ...{ detector: wanted.detector, severity: wanted.severity },
            ...{ name: wanted.rule, version: wanted.ruleVersion },
            ...(wanted.about !== undefined && { about: wanted.about }),
          },
        }),
      );
      for (const stop of stops) {
        await insertStop(tx, stop);
        await noteStop(tx, stop, {
          ...{ event: 'stopped', at: stop.createdAt, by: GATEWAY_REF },
          ...{ reason: stop.reason, details: { rule: stop.rule } },
        });
      }
      return { stops, targets };
    });
    for (const [nth, target] of placed.targets.entries()) {
      await notifier.placed(placed.stops[nth], target);
    }
    return {
      stops: placed.stops.map(({ id, subject }) => ({ id, subject })),
      endsAt: placed.stops[0].endsAt ?? endsAt,
    };
  }

  /** What was found holds no more: what this reaction holds back, and nothing else, is given back. */
  async withdraw(id: string, reason: string): Promise<Answer> {
    const { database, clock } = this.#options;
    const now = clock.now();
    const known = await findPlaced(database.knex, id);
    if (known.length === 0) throw registryError('reaction.not-found');
    await this.#end(query => query.where({ reaction_id: id }), {
      ...{ by: GATEWAY_REF, reason: reason.trim() },
    });
    return {
      stops: known.map(stop => ({ id: stop.id, subject: stop.subject })),
      endsAt: now.toISOString(),
    };
  }

  /** Somebody has signed in again: what waited for that, and was there before, is over. */
  async signedIn(userRef: string, signedInAt: Date): Promise<void> {
    // Identity providers say the second of it.
    const before = new Date(+signedInAt + 999).toISOString();
    await this.#end(
      query =>
        query
          .where({ kind: 'step-up', subject: userRef })
          .where('created_at', '<=', before),
      { by: userRef, reason: 'They have signed in again.' },
    );
  }

  async #end(
    which: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
    how: { by: string; reason: string },
  ) {
    const { database, clock, notifier } = this.#options;
    const over = await endReactions(database, {
      ...{ ...how, which, now: clock.now() },
    });
    for (const { stop, target } of over) await notifier.over(stop, target);
  }

  #check({ kind, seconds, subjects }: Wanted): void {
    const { settings, signInUrl } = this.#options;
    if (settings.maxPerHour === 0) throw registryError('reaction.off');
    if (kind === 'step-up' && !signInUrl) {
      throw registryError('reaction.no-sign-in');
    }
    if (seconds > settings.longestHours * 3_600) {
      throw registryError(
        'reaction.too-long',
        `At most ${settings.longestHours} hours.`,
      );
    }
    if (new Set(subjects).size > settings.maxPerHour) {
      throw registryError('reaction.too-many');
    }
  }

  /** Read where changes come one after the other: two gateways cannot both be the last one that fits. */
  async #requireRoom(
    tx: Knex,
    wanted: { kind: Wanted['kind']; count: number; now: Date },
  ): Promise<void> {
    const { settings } = this.#options;
    const { kind, count, now } = wanted;
    const since = new Date(+now - 3_600_000).toISOString();
    const all = await countPlaced(tx, { since });
    const servers =
      kind === 'server' ? await countPlaced(tx, { since, kind }) : 0;
    if (
      all + count > settings.maxPerHour ||
      (kind === 'server' && servers + count > settings.maxServersPerHour)
    ) {
      throw registryError('reaction.too-many');
    }
    if ((await countInForce(tx, { now })) + count > MAX_STOPS) {
      throw registryError('stop.too-many');
    }
  }
}
