import { LRUCache } from 'lru-cache';

const MAX_KEPT = 10_000;
/** The longest life that an entity can ask for is ten minutes. */
const KEEP_MS = 15 * 60_000;
/** What stands between the first and the second dot of one, at most. */
const MAX_CLAIMS_CHARS = 4_096;

/**
 * The assertions that a runtime was given with its messages, which nothing that it writes may contain: several people can share
 * it. There may be thousands, and a runtime may write whatever it likes, so the time that masking takes grows with the text alone.
 */
export class GivenAssertions {
  /** What each begins with, up to its first dot: the same for all that one key has signed. */
  readonly #heads = new Set<string>();
  /** By what stands before their last dot. */
  readonly #kept = new LRUCache<string, string>({
    max: MAX_KEPT,
    ttl: KEEP_MS,
  });

  add(assertion: string) {
    const first = assertion.indexOf('.');
    const last = assertion.lastIndexOf('.');
    const isPlain = first === -1;
    this.#heads.add(isPlain ? assertion : assertion.slice(0, first + 1));
    this.#kept.set(isPlain ? assertion : assertion.slice(0, last), assertion);
  }

  /** The same text, as long as before, with asterisks in their place. */
  mask(text: string): string {
    let masked = text;
    for (const head of this.#heads) masked = this.#maskOf(head, masked);
    return masked;
  }

  #maskOf(head: string, text: string): string {
    const pieces: string[] = [];
    let done = 0;
    let at = text.indexOf(head);
    while (at !== -1) {
      const found = this.#at(text, at, at + head.length);
      if (found === undefined) {
        at = text.indexOf(head, at + head.length);
      } else {
        pieces.push(text.slice(done, at), '*'.repeat(found.length));
        done = at + found.length;
        at = text.indexOf(head, done);
      }
    }
    return done === 0 ? text : [...pieces, text.slice(done)].join('');
  }

  #at(text: string, start: number, claims: number): string | undefined {
    const dot = text.slice(claims, claims + MAX_CLAIMS_CHARS + 1).indexOf('.');
    const end = dot === -1 ? claims : claims + dot;
    const kept = this.#kept.get(text.slice(start, end));
    return kept !== undefined && text.startsWith(kept, start)
      ? kept
      : undefined;
  }
}
