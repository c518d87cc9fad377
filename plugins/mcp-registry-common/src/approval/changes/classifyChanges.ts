import {
  type ComparedRevision,
  diffRevisions,
} from '../../revision/diff/diffRevisions';
import type { RevisionChange } from '../../revision/diff/RevisionChange';
import type { RevisionChangeCode } from '../../revision/diff/REVISION_CHANGES';
import { APPROVAL_CHANGES, type ApprovalChange } from './APPROVAL_CHANGES';

/** What changes, for those who write policies. */
export interface ClassifiedChanges {
  /** In the order of {@link APPROVAL_CHANGES}, each once. */
  readonly kinds: readonly ApprovalChange[];
  /** Whether both surfaces are known and no tool, word or instruction of them differs. A tool that is gone is a difference. */
  readonly sameSurface: boolean;
}

const BY_CODE: Partial<Record<RevisionChangeCode, ApprovalChange>> = {
  'owner.changed': 'owner',
  'origin.changed': 'origin',
  'identity.changed': 'origin',
  'reaches.added': 'reaches',
  'reaches.removed': 'reaches',
  'risk.lowered': 'risk-lowered',
  'risk.raised': 'risk-raised',
  'data.lowered': 'classification-lowered',
  'data.raised': 'classification-raised',
  'tool.removed': 'removed-tool',
  'instructions.added': 'instructions',
  'instructions.removed': 'instructions',
  'instructions.changed': 'instructions',
  'surface.learnt': 'new-tool',
  // What it would offer can be anything.
  'surface.lost': 'destructive-tool',
};

const VERSION_PATHS = ['package/version', 'package/integrity', 'installed/'];

/** Which kinds of change lead from what was approved to `next`. Without anything approved it is a new server. */
export function classifyChanges(
  previous: ComparedRevision | undefined,
  next: ComparedRevision,
): ClassifiedChanges {
  if (!previous) return { kinds: ['new-server'], sameSurface: false };
  const changes = diffRevisions(previous, next);
  const found = new Set(changes.flatMap(kindsOf));
  return {
    kinds: APPROVAL_CHANGES.filter(kind => found.has(kind)),
    sameSurface:
      previous.snapshot.toolSurface !== null &&
      next.snapshot.toolSurface !== null &&
      !changes.some(({ path }) => path.startsWith('toolSurface')),
  };
}

function kindsOf(change: RevisionChange): ApprovalChange[] {
  const { code, kind, weight, path, values } = change;
  const named = BY_CODE[code];
  if (named) return [named];
  if (code === 'tool.added') {
    return [values.effect === 'destroys' ? 'destructive-tool' : 'new-tool'];
  }
  if (code === 'tool.effect-up' && values.after === 'destroys') {
    return ['destructive-tool', 'changed-tool'];
  }
  if (path.startsWith('toolSurface/instructions')) return ['instructions'];
  if (path.startsWith('toolSurface')) return ['changed-tool'];
  // As `widens` has it: what is called out may be more than before.
  if (kind === 'widened' || kind === 'added' || weight === 'high') {
    return ['widened'];
  }
  if (VERSION_PATHS.some(start => path.startsWith(start))) return ['version'];
  return [kind === 'narrowed' ? 'narrowed' : 'other'];
}
