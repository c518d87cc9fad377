/**
 * Whether two JSON values say the same: absent ones are alike, the order of keys means nothing, that of lists does. It does not call
 * itself: what is nested without end must not bring down whoever compares it.
 */
export function sameJson(first: unknown, second: unknown): boolean {
  const open: [unknown, unknown][] = [[first, second]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [a, b] = pair;
    if (Object.is(a, b)) continue;
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return false;
      a.forEach((item, at) => open.push([item, b[at]]));
    } else if (isObject(a) && isObject(b)) {
      for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
        open.push([own(a, name), own(b, name)]);
      }
    } else if (a !== b) {
      return false;
    }
  }
  return true;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of an object, never one that it inherits. */
export function own(value: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The members of two lists that are sets: in the second alone, and in the first alone. */
export function diffSets<T>(
  before: readonly T[],
  after: readonly T[],
): { added: T[]; removed: T[] } {
  const isIn = (list: readonly T[], item: T) =>
    list.some(other => sameJson(other, item));
  const unique = (list: readonly T[]) =>
    list.filter((item, at) => !isIn(list.slice(0, at), item));
  return {
    added: unique(after).filter(item => !isIn(before, item)),
    removed: unique(before).filter(item => !isIn(after, item)),
  };
}
