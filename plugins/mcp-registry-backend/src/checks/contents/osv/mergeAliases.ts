import { SEVERITIES, type Vulnerability } from '../types';

/** Names by which people know vulnerabilities best come first. */
const PREFERRED = ['MAL-', 'GHSA-', 'PYSEC-'];

/**
 * Several advisories about one vulnerability of one package are one finding: under the best known name, with all other names, and as bad
 * as the worst of them says.
 */
export function mergeAliases(found: readonly Vulnerability[]): Vulnerability[] {
  const merged: Vulnerability[] = [];
  for (const one of found) {
    const names = namesOf(one);
    const same = merged.filter(
      other =>
        isSamePackage(other, one) &&
        namesOf(other).some(name => names.includes(name)),
    );
    const [, ...further] = same;
    const [first] = same;
    if (!first) {
      merged.push(one);
      continue;
    }
    merged[merged.indexOf(first)] = [...further, one].reduce(join, first);
    for (const other of further) merged.splice(merged.indexOf(other), 1);
  }
  return merged;
}

function namesOf({ advisory, aliases }: Vulnerability): string[] {
  return [advisory, ...aliases];
}

function isSamePackage(
  { component: a }: Vulnerability,
  { component: b }: Vulnerability,
): boolean {
  return (
    a.ecosystem === b.ecosystem && a.name === b.name && a.version === b.version
  );
}

function join(one: Vulnerability, other: Vulnerability): Vulnerability {
  const [first, second] = [one, other].sort(byName);
  const names = new Set([...namesOf(first), ...namesOf(second)]);
  names.delete(first.advisory);
  const worst = [one, other].sort(bySeverity)[0];
  const { severity, score } = worst;
  return {
    ...first,
    ...{ severity, aliases: [...names] },
    ...(score !== undefined && { score }),
    summary: first.summary || second.summary,
    isMalicious: one.isMalicious || other.isMalicious,
    isUnordered: one.isUnordered && other.isUnordered,
    fixedIn: [...new Set([...first.fixedIn, ...second.fixedIn])],
  };
}

function byName(a: Vulnerability, b: Vulnerability): number {
  const rank = ({ advisory }: Vulnerability) => {
    const at = PREFERRED.findIndex(prefix => advisory.startsWith(prefix));
    return at < 0 ? PREFERRED.length : at;
  };
  return rank(a) - rank(b) || (a.advisory < b.advisory ? -1 : 1);
}

/** Unknown is lighter than any word here, since the other one knows it. */
function bySeverity(a: Vulnerability, b: Vulnerability): number {
  const rank = ({ severity }: Vulnerability) =>
    severity === 'unknown' ? -1 : SEVERITIES.indexOf(severity);
  return rank(b) - rank(a);
}
