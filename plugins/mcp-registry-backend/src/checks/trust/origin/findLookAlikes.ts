import type { PackageName } from './packageName';
import { editDistance, skeleton } from './skeleton';

/** Another name that this one could be taken for. */
export interface LookAlike {
  readonly name: string;
  /**
   * `same-look`: at a glance they are one; `near`: a slip of the keyboard apart; `other-publisher`: the same name under
   * another scope.
   */
  readonly how: 'same-look' | 'near' | 'other-publisher';
}

/** Names that say too little to be somebody’s. */
const GENERIC = new Set(
  ['mcp', 'server', 'mcp-server', 'server-mcp', 'mcp-servers'].map(skeleton),
);

/**
 * Which known names a name could be taken for. A known name itself, and names of the same publisher, are like none: whoever
 * owns a scope owns all names in it.
 */
export function findLookAlikes(
  name: PackageName,
  known: readonly PackageName[],
): LookAlike[] {
  if (known.some(({ whole }) => whole === name.whole)) return [];
  return known.flatMap(other => {
    if (other.scope !== '' && other.scope === name.scope) return [];
    const how = likeness(name, other);
    return how ? [{ name: other.whole, how }] : [];
  });
}

function likeness(
  name: PackageName,
  other: PackageName,
): LookAlike['how'] | undefined {
  const [one, two] = [skeleton(name.whole), skeleton(other.whole)];
  if (one === two) return 'same-look';
  if (editDistance(one, two) <= allowance(two)) return 'near';
  const bare = skeleton(other.bare);
  const isOwnName = other.scope !== '' && !GENERIC.has(bare);
  return isOwnName && bare.length >= 8 && skeleton(name.bare) === bare
    ? 'other-publisher'
    : undefined;
}

/** Short names are near to each other by chance. */
function allowance({ length }: string): number {
  if (length < 7) return 0;
  return length < 14 ? 1 : 2;
}
