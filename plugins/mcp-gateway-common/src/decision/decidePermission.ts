import type { AccessDocument } from '../access/accessDocument';
import type {
  PermissionEvaluator,
  PermissionVerdict,
} from './PermissionEvaluator';
import type { DecisionReason } from './reasons';
import type { TraceEntry } from './types';

/** Errors come from what a policy wrote; records are bounded. */
const MAX_ERROR = 300;

/** A reason to refuse, if the portal's permissions have one, and what the trace says of them. */
interface PermissionAnswer {
  reason?: DecisionReason;
  entry: TraceEntry;
}

/**
 * The layer of the portal's permissions: it refuses or lets pass, and an error refuses. It opens nothing: what it lets
 * pass still needs a grant.
 */
export function decidePermission(
  evaluator: PermissionEvaluator,
  document: AccessDocument,
): PermissionAnswer {
  const { effect, detail, error } = ask(() => evaluator.evaluate(document));
  if (error !== undefined) {
    return refused('permission.error', error.slice(0, MAX_ERROR));
  }
  switch (effect) {
    case 'allow':
      return { entry: entryOf('pass', detail) };
    case 'skip':
      return { entry: entryOf('skip', detail) };
    case 'deny':
      return refused('permission.denied', detail);
    default:
      return effect satisfies never;
  }
}

/** Whatever goes wrong refuses. */
function ask(evaluate: () => PermissionVerdict): PermissionVerdict {
  try {
    return evaluate();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { effect: 'deny', error: message };
  }
}

function refused(reason: DecisionReason, detail?: string): PermissionAnswer {
  return { reason, entry: { ...entryOf('deny', detail), reason } };
}

function entryOf(outcome: TraceEntry['outcome'], detail?: string): TraceEntry {
  return {
    layer: 'permission',
    outcome,
    ...(detail !== undefined && { detail }),
  };
}
