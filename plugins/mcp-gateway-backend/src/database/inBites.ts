import { setImmediate as turn } from 'timers/promises';

/**
 * Cuts a list into bites of so many items at most, in their order.
 *
 * @param size - At least 1
 */
export function* bitesOf<T>(
  items: readonly T[],
  size: number,
): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) {
    yield items.slice(from, from + size);
  }
}

/**
 * Does what takes long for a list one bite at a time, in its order. Between two of them the event loop takes a turn: calls share its
 * thread, and the slowest of them are those that met a long piece of work.
 */
export async function inBites<T, R>(
  items: readonly T[],
  size: number,
  take: (bite: readonly T[]) => R,
): Promise<R[]> {
  const taken: R[] = [];
  for (const bite of bitesOf(items, size)) {
    if (taken.length > 0) await turn();
    taken.push(take(bite));
  }
  return taken;
}
