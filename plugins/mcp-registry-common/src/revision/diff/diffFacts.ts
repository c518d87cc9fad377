import { DATA_CLASSIFICATIONS, RISK_TIERS } from '../../model/mcpServerEntity';
import type { RevisionSnapshot } from '../revisionSnapshot';
import { type RevisionChange, revisionChange } from './RevisionChange';
import type { RevisionChangeCode } from './REVISION_CHANGES';
import { diffSets } from './sameJson';

type Facts = Pick<
  RevisionSnapshot,
  | 'version'
  | 'serverId'
  | 'serverRef'
  | 'origin'
  | 'owner'
  | 'riskTier'
  | 'dataClassification'
  | 'isolation'
>;

/** From everybody together to everybody apart. Absent is `shared`. */
const ISOLATIONS = ['shared', 'per-user', 'per-session'] as const;

/** One of the facts that is a single word, where it differs. */
export function diffFact<K extends keyof Facts>(
  name: K,
  before: Facts[K],
  after: Facts[K],
): RevisionChange[] {
  const change = (
    code: RevisionChangeCode,
    kind: RevisionChange['kind'],
    weight: RevisionChange['weight'],
  ) => [
    revisionChange({
      code,
      kind,
      weight,
      path: name,
      values: { before, after },
    }),
  ];
  switch (name) {
    case 'version':
      return change('formula.changed', 'changed', 'low');
    case 'origin':
      return change('origin.changed', 'changed', 'high');
    case 'owner':
      return change('owner.changed', 'changed', 'high');
    // Less is watched of what counts as harmless. The reverse is not called narrower: it may be riskier in truth.
    case 'riskTier':
      return isLower(RISK_TIERS, before, after)
        ? change('risk.lowered', 'widened', 'high')
        : change('risk.raised', 'changed', 'normal');
    case 'dataClassification':
      return isLower(DATA_CLASSIFICATIONS, before, after)
        ? change('data.lowered', 'widened', 'high')
        : change('data.raised', 'changed', 'normal');
    case 'isolation':
      if ((before ?? 'shared') === (after ?? 'shared')) return [];
      return isLower(ISOLATIONS, before ?? 'shared', after ?? 'shared')
        ? change('isolation.less', 'widened', 'high')
        : change('isolation.more', 'narrowed', 'normal');
    default:
      return change('identity.changed', 'changed', 'high');
  }
}

function isLower(
  scale: readonly string[],
  before: unknown,
  after: unknown,
): boolean {
  return scale.indexOf(String(after)) < scale.indexOf(String(before));
}

/** One of the facts that is a set of words. */
export function diffFactSet(
  name: 'compliance' | 'audience' | 'reaches',
  before: readonly string[],
  after: readonly string[],
): RevisionChange[] {
  const { added, removed } = diffSets(before, after);
  // Another system behind it is reach. A mark that is gone is a rule that no longer holds.
  const isReach = name === 'reaches';
  return [
    ...added.map(item =>
      revisionChange({
        kind: isReach ? 'widened' : 'added',
        weight: isReach ? 'high' : 'normal',
        path: name,
        code: `${name}.added`,
        values: { name: item },
      }),
    ),
    ...removed.map(item =>
      revisionChange({
        kind: isReach ? 'narrowed' : 'removed',
        weight: name === 'compliance' ? 'high' : 'normal',
        path: name,
        code: `${name}.removed`,
        values: { name: item },
      }),
    ),
  ];
}
