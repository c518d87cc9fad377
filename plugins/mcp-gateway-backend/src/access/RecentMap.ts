/**
 * A map that forgets what was not used for a while. It is two maps: what is used is in the younger one, and when that has half of what
 * there may be, it becomes the older one and all that is left in the former older one is forgotten. Not exactly the least used goes first;
 * but to look something up is to look into a map, and each call does so a dozen times.
 */
export class RecentMap<K, V extends NonNullable<unknown>> {
  readonly #half: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  /** @param options - `max`: so many entries there may be, at least 2; half of them, those used last, are there for certain */
  constructor(options: { max: number }) {
    this.#half = Math.max(1, Math.floor(options.max / 2));
  }

  /** To look something up is to use it. */
  get(key: K): V | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  /** Does not use it. */
  has(key: K): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  set(key: K, value: V): void {
    this.#old.delete(key);
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** What came or came back last, first. */
  entries(): [K, V][] {
    return [...this.#old, ...this.#young].reverse();
  }
}
