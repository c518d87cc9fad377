import type { DecisionReason } from './reasons';
import type { Decision, TraceEntry } from './types';

/** What a record says of a call. */
export interface RecordedDecision {
  readonly decision: Decision['effect'];
  readonly reason: DecisionReason;
  readonly trace: readonly TraceEntry[];
}

/** Where a call was decided, read from the trace alone. */
export interface CallExplanation {
  readonly effect: Decision['effect'];
  /** `stage`: something before or behind the layers refused: the token, the message, a limit, the server. */
  readonly decidedBy: TraceEntry['layer'] | 'stage';
  /** Absent where the trace does not say: calls recorded before reasons were kept, guards and stages. */
  readonly reason?: DecisionReason;
  /** The trace leads to the decision that was taken. */
  readonly agrees: boolean;
}

/** Which layers of `decide()` refuse for a reason; no other part of the gateway may. */
const LAYERS_OF: Partial<
  Record<DecisionReason, readonly TraceEntry['layer'][]>
> = {
  'feed.lost': ['feed'],
  'feed.behind': ['feed'],
  'stop.caller': ['stop'],
  'stop.server': ['stop'],
  'stop.tool': ['stop'],
  'stop.access': ['stop'],
  'stop.step-up': ['stop'],
  'server.not-found': ['server'],
  'server.waiting': ['server'],
  'server.suspended': ['server'],
  'server.retired': ['server'],
  'server.not-served': ['server', 'revision'],
  'task.unknown': ['tool'],
  'tool.unknown': ['tool'],
  'tool.quarantined': ['tool'],
  'condition.tool': ['tool'],
  'condition.people': ['revision'],
  'condition.over': ['revision'],
  'condition.unknown': ['revision'],
  'permission.denied': ['permission'],
  'permission.error': ['permission'],
  'grant.missing': ['grant'],
  'grant.tool-not-covered': ['grant'],
  'policy.forbidden': ['policy'],
  'policy.not-permitted': ['policy'],
  'policy.error': ['policy'],
};

/**
 * Explains a recorded call from its trace, without looking anything up: what holds by now may be something else. Says
 * whether the explanation and the decision are the same; a record where they are not is not to be trusted.
 */
export function explainCall(call: RecordedDecision): CallExplanation {
  const { decision, reason, trace } = call;
  const refusing = trace.find(
    ({ layer, outcome }) =>
      outcome === 'deny' && layer !== 'visibility' && layer !== 'guard',
  );
  if (refusing) {
    const { layer } = refusing;
    const isKnown = refusing.reason !== undefined;
    return {
      effect: 'deny',
      decidedBy: layer,
      ...(isKnown && { reason: refusing.reason }),
      agrees:
        decision === 'deny' &&
        (!isKnown || refusing.reason === reason) &&
        LAYERS_OF[reason]?.includes(layer) === true,
    };
  }
  const isGuards = trace.some(
    ({ layer, outcome }) => layer === 'guard' && outcome === 'deny',
  );
  if (decision === 'deny') {
    return {
      effect: 'deny',
      decidedBy: isGuards ? 'guard' : 'stage',
      // No layer refused: then none of their reasons may stand in the record.
      agrees: LAYERS_OF[reason] === undefined && reason !== 'granted',
    };
  }
  const allowing = trace.find(isAllowing);
  return {
    effect: allowing ? 'allow' : 'deny',
    decidedBy: allowing?.layer ?? 'stage',
    ...(allowing && { reason: 'granted' as const }),
    // The result of an allowed call may be refused by a guard.
    agrees:
      allowing !== undefined &&
      (reason === 'granted' ||
        reason === 'guard.result-too-large' ||
        (isGuards && reason.startsWith('guard.'))),
  };
}

/** A grant allows; the endpoint for all of a person's servers is open to them, and decides at each server. */
function isAllowing({ layer, outcome }: TraceEntry): boolean {
  return (
    (layer === 'grant' && outcome === 'pass') ||
    (layer === 'server' && outcome === 'skip')
  );
}
