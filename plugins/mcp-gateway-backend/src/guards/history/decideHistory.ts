import type {
  DecisionReason,
  TraceEntry,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { HistoryFact } from './HistoryFact';
import type { HistoryRule } from './historyRuleSchema';
import { windowOf } from './windowOf';

/** What replicas' clocks and the marks of open answers may lag: a window is never shorter than it says. */
export const READ_SLACK_MS = 30_000;

/** Why a rule refuses a call. */
export type HistoryRefusal = { rule: HistoryRule } & (
  | { reason: Extract<DecisionReason, 'guard.failed'> }
  | {
      reason: Extract<DecisionReason, 'guard.flow'>;
      readAt: number;
      serverRef: string;
      until: number;
    }
  | { reason: Extract<DecisionReason, 'guard.too-many'>; until: number }
  | {
      reason: Extract<DecisionReason, 'guard.needs-approval'>;
      /** The person was asked, and said no. */
      isDenied: boolean;
    }
);

/** What the rules say of a call. */
export interface HistoryVerdict {
  trace: TraceEntry[];
  /** Absent: nothing speaks against it. */
  refusal?: HistoryRefusal;
}

/** Of several refusals the one that the person can do least about is told: nobody confirms what is refused all the same. */
const RANKS: readonly HistoryRefusal['reason'][] = [
  'guard.failed',
  'guard.flow',
  'guard.too-many',
  'guard.needs-approval',
];

/**
 * Decides a call by rules that look at history. Pure: the rules that it falls under, what is known of the past for each of
 * them, the time. A rule of which nothing is known refuses, as far as it is enforced.
 */
export function decideHistory(options: {
  rules: readonly HistoryRule[];
  /** By the rules' ids. */
  facts: ReadonlyMap<string, HistoryFact>;
  /** Milliseconds since the epoch. */
  now: number;
}): HistoryVerdict {
  const { rules, facts, now } = options;
  const trace: TraceEntry[] = [];
  let refusal: HistoryRefusal | undefined;
  for (const rule of rules) {
    const word = ask(rule, facts.get(rule.id), now);
    const isEnforced = rule.mode === 'enforce';
    trace.push({
      layer: 'guard',
      outcome: word.refusal ? outcomeOf(isEnforced) : 'pass',
      detail: `${rule.id}: ${word.detail}`,
    });
    if (word.refusal && isEnforced && isWorse(word.refusal, refusal)) {
      refusal = word.refusal;
    }
  }
  return { trace, ...(refusal && { refusal }) };
}

function outcomeOf(isEnforced: boolean): TraceEntry['outcome'] {
  return isEnforced ? 'deny' : 'observe';
}

function isWorse(one: HistoryRefusal, other: HistoryRefusal | undefined) {
  return !other || RANKS.indexOf(one.reason) < RANKS.indexOf(other.reason);
}

interface Word {
  detail: string;
  refusal?: HistoryRefusal;
}

function ask(
  rule: HistoryRule,
  fact: HistoryFact | undefined,
  now: number,
): Word {
  const unknown: Word = {
    detail: 'what happened before is not known',
    refusal: { rule, reason: 'guard.failed' },
  };
  switch (rule.kind) {
    case 'approval': {
      if (fact?.kind !== 'confirmation') return unknown;
      const { decision, id } = fact.said ?? {};
      if (decision === 'approve') {
        return { detail: `confirmed by the person, ${id}` };
      }
      const isDenied = decision === 'deny';
      return {
        detail: isDenied
          ? `the person said no, ${id}`
          : 'not confirmed by the person in this session',
        refusal: { rule, reason: 'guard.needs-approval', isDenied },
      };
    }
    case 'flow': {
      if (fact?.kind !== 'read') return unknown;
      const { last } = fact;
      // A lag of READ_SLACK_MS is added, never taken away.
      const until = last ? last.at + rule.window + READ_SLACK_MS : 0;
      if (!last || until <= now) return { detail: 'nothing was read before' };
      const { at: readAt, serverRef } = last;
      return {
        // Not what was read: the owner of this server reads the record, and it is no business of theirs.
        detail: `read before, at ${new Date(readAt).toISOString()}`,
        refusal: { rule, reason: 'guard.flow', readAt, serverRef, until },
      };
    }
    case 'count': {
      if (fact?.kind !== 'count') return unknown;
      const { before } = fact;
      if (before < rule.calls) {
        return { detail: `${before + 1} of ${rule.calls} in this window` };
      }
      const { endsAt: until } = windowOf(rule.window, now);
      return {
        detail: `all ${rule.calls} of this window are used up`,
        refusal: { rule, reason: 'guard.too-many', until },
      };
    }
    default:
      return rule satisfies never;
  }
}
