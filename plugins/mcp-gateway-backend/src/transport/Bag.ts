/** Where an item of a {@link Bag} is; kept by the bag alone. */
const PLACE = Symbol('place');

type Placed<T> = T & { [PLACE]?: number };

/**
 * Objects without an order, for what comes and goes thousands of times a second. A `Set` makes a new table every few
 * such changes, and each refers to the next: once the collector has called one of them old, everything that any later
 * one held stays until the next full collection. An object is in one bag at a time.
 */
export class Bag<T extends object> implements Iterable<T> {
  readonly #items: Placed<T>[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** Adds what is not there. */
  add(item: T): void {
    const placed: Placed<T> = item;
    if (this.#items[placed[PLACE] ?? -1] === placed) return;
    placed[PLACE] = this.#items.push(placed) - 1;
  }

  /** Returns whether it was there. */
  delete(item: T): boolean {
    const placed: Placed<T> = item;
    const place = placed[PLACE] ?? -1;
    if (this.#items[place] !== placed) return false;
    const last = this.#items.pop()!;
    if (last !== placed) {
      this.#items[place] = last;
      last[PLACE] = place;
    }
    placed[PLACE] = undefined;
    return true;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items[Symbol.iterator]();
  }
}
