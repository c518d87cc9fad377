/** Whether two JSON values say the same: absent ones are alike, the order of keys means nothing, that of lists does. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, at) => sameJson(item, b[at]))
    );
  }
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every(name => sameJson(own(a, name), own(b, name)));
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
