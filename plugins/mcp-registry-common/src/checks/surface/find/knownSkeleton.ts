import { skeleton } from '../text/confusables';

/** Names of a very large registry. Beyond that they are read anew. */
const MOST = 200_000;
const AT_ONCE = 500;

const known = new Map<string, string>();

/** What a name looks like at a glance; worked out once, since each check compares with the names of all servers. */
export function knownSkeleton(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const bare = skeleton(name);
  if (known.size >= MOST) known.clear();
  known.set(name, bare);
  return bare;
}

/**
 * Works out what many names look like, a few at a time, so that whoever answers requests meanwhile can. Checks that come after find it
 * done.
 *
 * @param pause - lets others go on: `setImmediate` of Node.
 */
export async function prepareNames(
  names: readonly string[],
  pause: () => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE);
    const isWork = some.some(name => !known.has(name));
    some.forEach(knownSkeleton);
    if (isWork) await pause();
  }
}
