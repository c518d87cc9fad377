import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Clock } from '../../access/Clock';
import { within } from '../../access/within';
import type { Call } from '../../pipeline/types';
import { askToConfirm } from './askToConfirm';
import type { ConfirmationStore } from './ConfirmationStore';
import { confirmationScope } from './confirmationScope';
import { countKey } from './countKey';
import type { CountStore } from './CountStore';
import type { HistoryFact } from './HistoryFact';
import type {
  ApprovalRule,
  CountRule,
  FlowRule,
  HistoryRule,
} from './historyRuleSchema';
import { readKey } from './readMarkOf';
import type { ReadMark, ReadStore } from './ReadStore';
import { windowOf } from './windowOf';

type Facts = ReadonlyMap<string, HistoryFact>;

/**
 * What is known of the past, asked of the database for each call that a rule is about: so what holds on one replica holds
 * on all of them. What cannot be had is `unknown`.
 */
export class HistoryFacts {
  static create(options: {
    confirmations: ConfirmationStore;
    reads: ReadStore;
    counts: CountStore;
    /** How long the database may take. */
    timeoutMs: number;
    clock: Clock;
    logger: LoggerService;
  }): HistoryFacts {
    return new HistoryFacts(options);
  }

  readonly #options: Parameters<typeof HistoryFacts.create>[0];

  private constructor(options: Parameters<typeof HistoryFacts.create>[0]) {
    this.#options = options;
  }

  /** What was confirmed and what was read, before this call. */
  async look(rules: readonly HistoryRule[], call: Call): Promise<Facts> {
    const approvals = rules.flatMap(rule =>
      rule.kind === 'approval' ? [rule] : [],
    );
    const flows = rules.flatMap(rule => (rule.kind === 'flow' ? [rule] : []));
    const [confirmed, read] = await Promise.all([
      this.#known(approvals, () => this.#confirmed(approvals, call)),
      this.#known(flows, () => this.#read(flows, call)),
    ]);
    return new Map([...confirmed, ...read]);
  }

  /** Counts a call by all rules that are enforced, or by none where one of them has no room; by the others each for itself. */
  async count(
    rules: readonly CountRule[],
    call: Call,
    now: number,
  ): Promise<Facts> {
    const enforced = rules.filter(({ mode }) => mode === 'enforce');
    const observed = rules.filter(({ mode }) => mode === 'observe');
    const facts = new Map<string, HistoryFact>();
    for (const together of [enforced, ...observed.map(rule => [rule])]) {
      const counted = await this.#known(together, () =>
        this.#count(together, call, now),
      );
      for (const [id, fact] of counted) facts.set(id, fact);
    }
    return facts;
  }

  /** Writes down what is about to be read. Throws where it cannot. */
  async mark(marks: readonly (ReadMark & { at: number })[]): Promise<void> {
    const { reads, timeoutMs } = this.#options;
    if (marks.length > 0) await within(reads.mark(marks), timeoutMs);
  }

  async #confirmed(
    rules: readonly ApprovalRule[],
    call: Call,
  ): Promise<Map<string, HistoryFact>> {
    const { confirmations, clock } = this.#options;
    const scopes = new Map(
      rules.flatMap(rule => {
        const asked = askToConfirm(rule.id, call);
        return asked ? [[rule.id, confirmationScope(rule, asked)]] : [];
      }),
    );
    const found = await confirmations.find([...scopes.values()], clock.now());
    return new Map(
      rules.map(({ id }) => {
        const row = found.get(scopes.get(id) ?? '');
        const said = row && { decision: row.decision, id: row.id };
        return [id, { kind: 'confirmation', ...(said && { said }) }];
      }),
    );
  }

  async #read(
    rules: readonly FlowRule[],
    call: Call,
  ): Promise<Map<string, HistoryFact>> {
    const user = call.principal?.userEntityRef ?? '';
    const keys = new Map(rules.map(rule => [rule.id, readKey(rule, user)]));
    const found = await this.#options.reads.latest([...keys.values()]);
    return new Map(
      rules.map(({ id }) => {
        const last = found.get(keys.get(id) ?? '');
        return [id, { kind: 'read', ...(last && { last }) }];
      }),
    );
  }

  async #count(
    rules: readonly CountRule[],
    call: Call,
    now: number,
  ): Promise<Map<string, HistoryFact>> {
    const asked = rules.map(rule => {
      const { startsAt, endsAt } = windowOf(rule.window, now);
      const key = countKey(rule, call, startsAt);
      return { id: rule.id, key, max: rule.calls, endsAt };
    });
    const before = await this.#options.counts.take(asked);
    return new Map(
      asked.map(({ id, key, max }) => [
        id,
        { kind: 'count', before: before.get(key) ?? max },
      ]),
    );
  }

  /** Never throws. */
  async #known(
    rules: readonly HistoryRule[],
    ask: () => Promise<Map<string, HistoryFact>>,
  ): Promise<Map<string, HistoryFact>> {
    if (rules.length === 0) return new Map();
    const { timeoutMs, logger } = this.#options;
    try {
      return await within(ask(), timeoutMs);
    } catch (error) {
      logger.error('What happened before cannot be known', error as Error);
      return new Map(rules.map(({ id }) => [id, { kind: 'unknown' }]));
    }
  }
}
