import type { RevisionSnapshot } from '../revisionSnapshot';
import type { ToolSurface } from '../toolSurface';
import { diffCredential } from './diffCredential';
import { diffFact, diffFactSet } from './diffFacts';
import { diffLeaves } from './diffLeaves';
import {
  diffInstalled,
  diffPackage,
  diffRun,
  diffUpstream,
} from './diffPlaces';
import { diffProfile } from './diffProfile';
import { diffToolSurface } from './diffTools';
import { REVISION_CHANGE_WEIGHTS, type RevisionChange } from './RevisionChange';
import { diffSets, isObject, sameJson } from './sameJson';

/** A revision as it is compared: what is signed, and the tools in their own words. */
export interface ComparedRevision {
  readonly snapshot: RevisionSnapshot;
  readonly toolSurface?: ToolSurface;
}

type Compare = (
  before: ComparedRevision,
  after: ComparedRevision,
) => RevisionChange[];

const fact =
  (name: Parameters<typeof diffFact>[0]): Compare =>
  ({ snapshot: before }, { snapshot: after }) =>
    diffFact(name, before[name], after[name]);
const factSet =
  (name: Parameters<typeof diffFactSet>[0]): Compare =>
  ({ snapshot: before }, { snapshot: after }) =>
    diffFactSet(name, before[name], after[name]);

/** How each part of the definition is compared. A new part does not compile before it has a line here. */
const COMPARES: { [Part in keyof Required<RevisionSnapshot>]: Compare } = {
  owner: fact('owner'),
  riskTier: fact('riskTier'),
  dataClassification: fact('dataClassification'),
  origin: fact('origin'),
  serverId: fact('serverId'),
  serverRef: fact('serverRef'),
  upstream: ({ snapshot: before }, { snapshot: after }) =>
    diffUpstream(before.upstream, after.upstream),
  package: ({ snapshot: before }, { snapshot: after }) =>
    diffPackage(before.package, after.package),
  installed: ({ snapshot: before }, { snapshot: after }) =>
    diffInstalled(before, after),
  run: ({ snapshot: before }, { snapshot: after }) =>
    diffRun(before.run, after.run),
  isolation: fact('isolation'),
  permissionProfile: ({ snapshot: before }, { snapshot: after }) =>
    diffProfile(before.permissionProfile, after.permissionProfile),
  credential: ({ snapshot: before }, { snapshot: after }) =>
    diffCredential(before.credential, after.credential),
  reaches: factSet('reaches'),
  toolSurface: (before, after) =>
    diffToolSurface(
      { snapshot: before.snapshot.toolSurface, surface: before.toolSurface },
      { snapshot: after.snapshot.toolSurface, surface: after.toolSurface },
    ),
  compliance: factSet('compliance'),
  audience: factSet('audience'),
  version: fact('version'),
};

/** Lists in which order and repetition mean nothing, as in the digest. */
const SETS: ReadonlySet<string> = new Set([
  'compliance',
  'audience',
  'reaches',
]);

/**
 * Says what differs between two revisions, for those who decide: the most important first. Nothing that makes another digest is left
 * out; of two revisions that are alike there is nothing to say.
 */
export function diffRevisions(
  before: ComparedRevision,
  after: ComparedRevision,
): RevisionChange[] {
  const parts = Object.keys(COMPARES) as (keyof typeof COMPARES)[];
  return parts
    .flatMap(part => {
      const [old, next] = [before.snapshot[part], after.snapshot[part]];
      if (isSame(part, old, next)) return [];
      const changes = COMPARES[part](before, after);
      return changes.length > 0 ? changes : diffLeaves(old, next, part);
    })
    .sort(
      (a, b) =>
        REVISION_CHANGE_WEIGHTS.indexOf(a.weight) -
        REVISION_CHANGE_WEIGHTS.indexOf(b.weight),
    );
}

function isSame(part: string, before: unknown, after: unknown): boolean {
  if (SETS.has(part) && Array.isArray(before) && Array.isArray(after)) {
    const { added, removed } = diffSets(before, after);
    return added.length + removed.length === 0;
  }
  return sameJson(inOrder(before), inOrder(after));
}

/** Tools are a set, too. */
function inOrder(value: unknown): unknown {
  if (!isObject(value) || !Array.isArray(value.tools)) return value;
  const tools = [...value.tools].sort((a, b) =>
    String(a.name) < String(b.name) ? -1 : 1,
  );
  return { ...value, tools };
}

/** Whether a change lets a server do more, or may do so: then going there needs somebody who reviews. */
export function widens(changes: readonly RevisionChange[]): boolean {
  return changes.some(
    ({ kind, weight }) =>
      kind === 'widened' || kind === 'added' || weight === 'high',
  );
}
