import type { AccessDocument } from '../access/accessDocument';
import type { PolicyItem, PolicyVerdict } from './PolicyEvaluator';
import type { DecisionReason } from './reasons';
import type { DecisionInput, TraceEntry } from './types';

/** A reason to refuse, if the policies have one, and what the trace says of them. */
interface PolicyAnswer {
  reason?: DecisionReason;
  trace: TraceEntry[];
}

/**
 * The layer of the company's policies: a forbid wins, an error refuses, and where anything is permitted at all, what
 * is not permitted is refused. Sessions and lists have nothing to ask: what is in a list is asked one by one.
 */
export function decidePolicies(
  input: DecisionInput,
  document: AccessDocument,
): PolicyAnswer | undefined {
  const { policies, principal, action } = input;
  if (!policies) return undefined;
  const { evaluator, arguments: args } = policies;
  const trace: TraceEntry[] = [];
  let reason: DecisionReason | undefined;
  for (const item of itemsOf(input)) {
    const verdict = ask(() =>
      evaluator.evaluate({
        principal,
        action,
        document,
        item,
        arguments: args,
      }),
    );
    if (verdict.observed) trace.push(observed(verdict.observed));
    if (evaluator.coverage === 'none' && !verdict.error) continue;
    reason = reasonOf(verdict, evaluator.coverage);
    trace.push({
      layer: 'policy',
      outcome: reason ? 'deny' : 'pass',
      ...(reason && { reason }),
      detail: detailOf(evaluator.version, verdict),
    });
    if (reason) break;
  }
  if (trace.length === 0) trace.push({ layer: 'policy', outcome: 'skip' });
  return { trace, ...(reason && { reason }) };
}

function itemsOf({ action, policies }: DecisionInput): readonly PolicyItem[] {
  switch (action.kind) {
    case 'session':
    case 'list':
      return [];
    case 'tool':
    case 'task':
      return action.tool === undefined
        ? []
        : [{ kind: 'tool', name: action.tool }];
    case 'other':
      return policies?.items ?? [];
    default:
      return action satisfies never;
  }
}

/** Whatever goes wrong refuses. */
function ask(evaluate: () => PolicyVerdict): PolicyVerdict {
  try {
    return evaluate();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { effect: 'no-opinion', policyIds: [], error: message };
  }
}

function reasonOf(
  { effect, error }: PolicyVerdict,
  coverage: 'none' | 'forbids' | 'permits',
): DecisionReason | undefined {
  switch (effect) {
    case 'deny':
      return 'policy.forbidden';
    case 'allow':
      return error === undefined ? undefined : 'policy.error';
    case 'no-opinion':
      if (error !== undefined) return 'policy.error';
      return coverage === 'permits' ? 'policy.not-permitted' : undefined;
    default:
      return effect satisfies never;
  }
}

function observed(said: NonNullable<PolicyVerdict['observed']>): TraceEntry {
  const { effect, policyIds, error } = said;
  const would = effect === 'allow' ? 'would pass' : 'would refuse';
  return {
    layer: 'policy',
    outcome: 'observe',
    detail: listed(would, policyIds, error),
  };
}

function detailOf(version: string, { policyIds, error }: PolicyVerdict) {
  return listed(version, policyIds, error);
}

/** The most that a trace names; records are bounded. */
const MAX_NAMED = 10;

function listed(head: string, ids: readonly string[], error?: string): string {
  let text = head;
  if (ids.length > MAX_NAMED) {
    const named = ids.slice(0, MAX_NAMED).join(', ');
    text += `: ${named} and ${ids.length - MAX_NAMED} more`;
  } else if (ids.length > 0) {
    text += `: ${ids.join(', ')}`;
  }
  return error === undefined ? text : `${text}; ${error.slice(0, 300)}`;
}
