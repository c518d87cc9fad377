import type { Ecosystem } from '../types';
import { compareVersions, isSameVersion } from './compareVersions';
import type { OsvAffected, OsvRange } from './osvSchema';

/** Whether an advisory is about a version. `unordered`: it cannot be said, since something in it is no version. */
export type Affection = 'yes' | 'no' | 'unordered';

/**
 * Whether what an advisory says of a package is about one version of it, by the rules of OSV: versions that it lists, or
 * ranges of versions. What cannot be put in order is not taken for unaffected.
 */
export function affects(
  { versions, ranges }: Pick<OsvAffected, 'versions' | 'ranges'>,
  { ecosystem, version }: { ecosystem: Ecosystem; version: string },
): Affection {
  if (versions.some(one => isSameVersion(ecosystem, one, version))) {
    return 'yes';
  }
  // Commits say nothing of a published version; those that they come to are listed.
  const ordered = ranges.filter(({ type }) => type !== 'GIT');
  if (versions.length === 0 && ordered.length === 0) {
    // It names the package and no versions: all of them.
    return ranges.length === 0 ? 'yes' : 'unordered';
  }
  const answers = ordered.map(range => inRange(range, ecosystem, version));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unordered') ? 'unordered' : 'no';
}

interface Step {
  readonly at: string;
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
}

/** Walks through the events in their order up to the version, as the specification's evaluation does. */
function inRange(
  range: OsvRange,
  ecosystem: Ecosystem,
  version: string,
): Affection {
  const steps: Step[] = range.events.flatMap(event =>
    (['introduced', 'fixed', 'last_affected', 'limit'] as const).flatMap(kind =>
      event[kind] === undefined ? [] : [{ kind, at: event[kind] }],
    ),
  );
  const isBefore = (at: string): number | undefined =>
    at === '0' ? -1 : compareVersions(ecosystem, at, version);
  const places = steps.map(({ at, kind }) =>
    kind === 'limit' && at === '*' ? 1 : isBefore(at),
  );
  if (places.includes(undefined)) return 'unordered';
  const sorted = steps
    .map((step, index) => ({ ...step, place: places[index] ?? 0 }))
    .sort((a, b) => byOrder(ecosystem, a, b));
  const limits = sorted.filter(({ kind }) => kind === 'limit');
  if (limits.length > 0 && limits.every(({ place }) => place <= 0)) return 'no';
  let isAffected = false;
  for (const { kind, place } of sorted) {
    if (kind === 'introduced' && place <= 0) isAffected = true;
    if (kind === 'fixed' && place <= 0) isAffected = false;
    if (kind === 'last_affected' && place < 0) isAffected = false;
  }
  return isAffected ? 'yes' : 'no';
}

function byOrder(ecosystem: Ecosystem, a: Step, b: Step): number {
  if (a.at === b.at) return rankOf(a) - rankOf(b);
  if (a.at === '0' || b.at === '*') return -1;
  if (b.at === '0' || a.at === '*') return 1;
  return compareVersions(ecosystem, a.at, b.at) || rankOf(a) - rankOf(b);
}

/** What begins at a version counts from it on, also where something else ended there. */
function rankOf({ kind }: Step): number {
  return kind === 'introduced' ? 1 : 0;
}
