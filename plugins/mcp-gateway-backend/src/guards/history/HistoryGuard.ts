import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  DecisionReason,
  Principal,
  TraceEntry,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../access/Clock';
import type { Call } from '../../pipeline/types';
import { askToConfirm } from './askToConfirm';
import { concerns } from './concerns';
import type { ConfirmLinks } from './ConfirmLinks';
import { decideHistory, type HistoryRefusal } from './decideHistory';
import type { HistoryFacts } from './HistoryFacts';
import type { CountRule, FlowRule, HistoryRule } from './historyRuleSchema';
import type { HistoryRules } from './HistoryRules';
import { FRESH_MS } from './OpenReads';
import { readMarkOf } from './readMarkOf';
import type { ReadMark } from './ReadStore';
import { selectsRead, selectsSent } from './selectsStep';
import { stepOf } from './stepOf';
import { tellRefusal } from './tellRefusal';

const MAX_MARKED = 20_000;

/** What the rules say of a call, ready for the stage. */
export interface HistoryAnswer {
  trace: TraceEntry[];
  refused?: {
    reason: DecisionReason;
    refusal: NonNullable<Call['refusal']>;
  };
}

/**
 * Asks the rules that look at history about calls. Which apply is known in memory; a call that falls under one costs a
 * question to the database, and is refused where that does not answer.
 */
export class HistoryGuard {
  static create(options: {
    rules: HistoryRules;
    facts: HistoryFacts;
    links: ConfirmLinks;
    clock: Clock;
    logger: LoggerService;
  }): HistoryGuard {
    return new HistoryGuard(options);
  }

  readonly #options: Parameters<typeof HistoryGuard.create>[0];
  /** When this replica last wrote a mark down. */
  readonly #marked = new LRUCache<string, number>({ max: MAX_MARKED });

  private constructor(options: Parameters<typeof HistoryGuard.create>[0]) {
    this.#options = options;
  }

  /** Whether what happened before lets a call go on. `undefined`: no rule is about it. */
  check(call: Call): Promise<HistoryAnswer | undefined> | undefined {
    const rules = this.#rulesOf(call).filter(({ kind }) => kind !== 'count');
    return rules.length === 0 ? undefined : this.#check(call, rules);
  }

  async #check(
    call: Call,
    rules: readonly HistoryRule[],
  ): Promise<HistoryAnswer | undefined> {
    const { facts, clock } = this.#options;
    const known = await facts.look(rules, call);
    const now = clock.now();
    const { trace, refusal } = decideHistory({ rules, facts: known, now });
    return this.#answer(call, trace, refusal);
  }

  /** The last before a call is sent: it is counted, and marked as read before anything of its answer can be seen. */
  enter(call: Call): Promise<HistoryAnswer | undefined> | undefined {
    const counting = this.#rulesOf(call).flatMap(rule =>
      rule.kind === 'count' ? [rule] : [],
    );
    const reading = this.#readRulesOf(call);
    return counting.length === 0 && reading.length === 0
      ? undefined
      : this.#enter(call, counting, reading);
  }

  async #enter(
    call: Call,
    counting: readonly CountRule[],
    reading: readonly FlowRule[],
  ): Promise<HistoryAnswer | undefined> {
    const { facts, clock } = this.#options;
    const now = clock.now();
    const counted = decideHistory({
      rules: counting,
      facts: await facts.count(counting, call, now),
      now,
    });
    const { trace, refusal } = counted;
    if (refusal) return this.#answer(call, trace, refusal);
    if (await this.#mark(reading, call)) {
      for (const { id } of reading) {
        const detail = `${id}: noted that it is read`;
        trace.push({ layer: 'guard', outcome: 'pass', detail });
      }
      return { trace };
    }
    for (const { id, mode } of reading) {
      trace.push({
        layer: 'guard',
        outcome: mode === 'enforce' ? 'deny' : 'observe',
        detail: `${id}: that it is read cannot be written down`,
      });
    }
    const rule = reading.find(({ mode }) => mode === 'enforce');
    return this.#answer(call, trace, rule && { rule, reason: 'guard.failed' });
  }

  /** The marks of a call, for as long as its answer is open. */
  marksOf(call: Call): ReadMark[] {
    return this.#readRulesOf(call).map(rule => readMarkOf(rule, call));
  }

  #rulesOf(call: Call) {
    const { sent: rules } = this.#options.rules.of(call.document);
    if (rules.length === 0) return [];
    const { sent } = stepOf(call);
    if (!sent) return [];
    const principal = principalOf(call);
    return rules.filter(
      rule => selectsSent(rule, sent) && concerns(rule, principal),
    );
  }

  #readRulesOf(call: Call): FlowRule[] {
    const { read: rules } = this.#options.rules.of(call.document);
    if (rules.length === 0) return [];
    const { read } = stepOf(call);
    if (!read) return [];
    const principal = principalOf(call);
    return rules.filter(
      rule => selectsRead(rule, read) && concerns(rule, principal),
    );
  }

  /** What was marked a moment ago is not marked again. False where it cannot be written. */
  async #mark(rules: readonly FlowRule[], call: Call): Promise<boolean> {
    const { facts, clock, logger } = this.#options;
    const at = clock.now();
    const marks = rules
      .map(rule => readMarkOf(rule, call))
      .filter(({ key }) => {
        const before = this.#marked.get(key);
        return (
          before === undefined || !(at - before < FRESH_MS && at >= before)
        );
      });
    try {
      await facts.mark(marks.map(mark => ({ ...mark, at })));
    } catch (error) {
      logger.error('That something is read cannot be written', error as Error);
      return false;
    }
    for (const { key } of marks) this.#marked.set(key, at);
    return true;
  }

  #answer(
    call: Call,
    trace: TraceEntry[],
    refusal: HistoryRefusal | undefined,
  ): HistoryAnswer {
    if (!refusal) return { trace };
    const { links, clock } = this.#options;
    const asked =
      refusal.reason === 'guard.needs-approval' && !refusal.isDenied
        ? askToConfirm(refusal.rule.id, call)
        : undefined;
    return {
      trace,
      refused: {
        reason: refusal.reason,
        refusal: {
          ...tellRefusal(refusal, clock.now()),
          ...(asked && { connectPath: links.pathFor(asked) }),
        },
      },
    };
  }
}

function principalOf({ principal }: Call): Principal {
  if (!principal) throw new Error('A call was guarded before it was decided');
  return principal;
}
