import type { LoggerService } from '@backstage/backend-plugin-api';
import { describeFinding } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpRegistryService } from '@sallyport/backstage-plugin-mcp-registry-node';
import type { Knex } from 'knex';
import type { AccessDirectory } from '../../access/types';
import { sanitizeText } from '../../evidence/sanitizeText';
import type { CallReader } from '../../service/CallReader';
import type { AlertSettings } from '../AlertSettings';
import type { Teams } from '../facts/Teams';
import type { AlertStore } from '../store/AlertStore';
import { putMessage } from '../store/messages';
import type { Alert } from '../types';
import { type Aim, aimReaction } from './aimReaction';
import { grantsOf } from './grantsOf';
import { type Complaint, complaintOf } from './complaintOf';
import type { ReactionRow } from './reactionRow';
import type { ReactionStore } from './ReactionStore';
import { retryAt } from './retryAt';
import type { Reaction } from './types';
import { REGISTRY_KINDS, wordsOfReaction } from './wordsOfReaction';

const AT_ONCE = 50;
const TIMEOUT_MS = 10_000;

/** Does what rules say about alerts, through the registry's door: each once, tried again while the registry is away, and said when not. */
export class Reactor {
  static create(options: {
    database: Knex;
    store: ReactionStore;
    alerts: Pick<AlertStore, 'get'>;
    registry: Pick<McpRegistryService, 'placeReaction' | 'withdrawReaction'>;
    calls: Pick<CallReader, 'get'>;
    directory: Pick<AccessDirectory, 'get'>;
    teams: Pick<Teams, 'of'>;
    /** The ways by which people are told of what could not be done. */
    routes: readonly { id: string; from: AlertSettings['notifyFrom'] }[];
    clock: () => number;
    logger: LoggerService;
  }) {
    return new Reactor(options);
  }

  readonly #options: Parameters<typeof Reactor.create>[0];

  private constructor(options: Parameters<typeof Reactor.create>[0]) {
    this.#options = options;
  }

  /** Does what is due. Never rejects for what one reaction does. */
  async run(signal?: AbortSignal): Promise<void> {
    const { store, clock, alerts, logger } = this.#options;
    for (const reaction of await store.due(clock(), AT_ONCE)) {
      if (signal?.aborted) return;
      const alert = await alerts.get(reaction.alertId);
      try {
        if (!alert) throw new Error('The alert was cleaned up');
        await (reaction.state === 'withdrawing'
          ? this.#withdraw(reaction)
          : this.#do(reaction, alert));
      } catch (error) {
        const complaint = complaintOf(error);
        logger.warn(
          `The rule ${reaction.rule.name} could not ${reaction.kind} for the alert ${reaction.alertId}: ${complaint.detail}`,
        );
        await this.#failed(reaction, complaint);
      }
    }
  }

  async #do(reaction: Reaction, alert: Alert) {
    const { registry, clock } = this.#options;
    const { id, kind, rule } = reaction;
    if (alert.state === 'resolved' || alert.state === 'dismissed') {
      await this.#skip(reaction);
      return;
    }
    const aim = await this.#aim(reaction, alert);
    if ('why' in aim) {
      await this.#move(reaction, {
        ...{ state: 'impossible', why: aim.why, due_at: null },
      });
      return;
    }
    const targets = JSON.stringify(aim.targets);
    const aimed = { ...reaction, targets: aim.targets };
    if (rule.mode === 'observe') {
      const endsAt = new Date(clock() + rule.seconds * 1000).toISOString();
      await this.#move(
        reaction,
        { state: 'observed', targets, ends_at: endsAt, due_at: null },
        { what: 'would-react', words: wordsOfReaction(aimed) },
      );
      return;
    }
    const placed = await registry.placeReaction(
      {
        ...{ id, alertId: alert.id, kind: REGISTRY_KINDS[kind] },
        ...{ detector: alert.detector, severity: alert.severity },
        ...{ rule: rule.name, ruleVersion: rule.version },
        ...{ subjects: aim.targets.map(({ subject }) => subject) },
        ...{ seconds: rule.seconds, message: rule.message },
        ...(alert.who !== undefined && { about: alert.who }),
        reason: sanitizeText(
          `By the rule ${rule.name}: ${describeFinding(alert)}`,
          1_000,
        ),
      },
      { signal: AbortSignal.timeout(TIMEOUT_MS) },
    );
    const columns: Partial<ReactionRow> = {
      ...{ targets, ends_at: placed.endsAt },
      stops: JSON.stringify(placed.stops.map(stop => stop.id)),
      ...{ why: null, detail: null },
    };
    const isKept = await this.#move(
      reaction,
      { ...columns, state: 'done', due_at: null },
      { what: 'reacted', words: wordsOfReaction(aimed) },
    );
    // What was found held no more while it was asked for: what has just been taken is given back.
    if (!isKept) {
      await this.#move(
        { ...reaction, state: 'withdrawn' },
        { ...columns, state: 'withdrawing', due_at: clock() },
      );
    }
  }

  /** Somebody has said meanwhile that it is over. An attempt that was not answered may have been heard. */
  async #skip(reaction: Reaction) {
    const now = this.#options.clock();
    await this.#move(
      reaction,
      reaction.tries === 0
        ? { state: 'withdrawn', due_at: null }
        : { state: 'withdrawing', due_at: now, planned_at: now, tries: 0 },
    );
  }

  async #aim(reaction: Reaction, alert: Alert): Promise<Aim> {
    const { calls, directory, teams, clock } = this.#options;
    const { who } = alert;
    return aimReaction({
      ...{ kind: reaction.kind, rule: reaction.rule, alert },
      // Who cannot be placed may be excepted: then nothing is done until the catalog answers.
      groups: who ? (await teams.of([who])).get(who) ?? [] : [],
      grants: await grantsOf(alert, { calls, directory, now: clock() }),
    });
  }

  async #withdraw(reaction: Reaction) {
    await this.#options.registry.withdrawReaction(reaction.id, {
      reason: 'What was found holds no more.',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await this.#withdrawn(reaction);
  }

  async #withdrawn(reaction: Reaction) {
    await this.#move(
      reaction,
      { state: 'withdrawn', due_at: null, why: null, detail: null },
      { what: 'given-back', words: wordsOfReaction(reaction) },
    );
  }

  async #failed(reaction: Reaction, { detail, isFinal, isGone }: Complaint) {
    const { clock } = this.#options;
    if (reaction.state === 'withdrawing' && isGone) {
      await this.#withdrawn(reaction);
      return;
    }
    const again = isFinal
      ? undefined
      : retryAt({
          ...{ now: clock(), plannedAt: reaction.plannedAt },
          ...{ tries: reaction.tries, seconds: reaction.rule.seconds },
        });
    const tries = reaction.tries + 1;
    const why = isFinal ? 'refused' : 'away';
    if (again !== undefined) {
      await this.#move(reaction, {
        ...{ state: reaction.state, tries, why, detail, due_at: again },
      });
      return;
    }
    const words = `${wordsOfReaction(reaction)} ${detail}`;
    await this.#move(
      reaction,
      { state: 'failed', tries, why, detail, due_at: null },
      { what: 'not-reacted', words, isTold: true },
    );
  }

  async #move(
    reaction: Reaction,
    columns: Partial<ReactionRow>,
    note?: { what: string; words: string; isTold?: true },
  ): Promise<boolean> {
    const { database, store, clock, routes } = this.#options;
    const { id, alertId, state: from } = reaction;
    const now = clock();
    return await database.transaction(async tx => {
      const isMoved = await store.move(tx, { id, from, now, columns });
      if (!isMoved || !note) return isMoved;
      await tx('alert_events').insert({
        ...{ alert_id: alertId, at: new Date(now).toISOString() },
        ...{ what: note.what, by: null },
        reason: sanitizeText(note.words, 1_000),
      });
      for (const route of note.isTold ? routes : []) {
        await putMessage(tx, {
          ...{ alertId, route: route.id, what: 'unreacted', dueAt: now },
        });
      }
      return true;
    });
  }
}
