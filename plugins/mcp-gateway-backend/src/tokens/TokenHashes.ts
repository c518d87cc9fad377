import { hash } from 'node:crypto';

/** A client that calls, calls again within this time; a token lies about in memory no longer. */
const KEPT_MS = 5_000;
const MAX_KEPT = 1_000;

/** The names by which verified tokens are kept: SHA-256, worked out once for what arrives again within seconds. */
export class TokenHashes {
  static create() {
    return new TokenHashes();
  }

  readonly #known = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  private constructor() {}

  of(token: string): string {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const key = hash('sha256', token, 'base64url');
    if (this.#known.size >= MAX_KEPT) this.#known.clear();
    this.#known.set(token, key);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#known.clear();
    }, KEPT_MS).unref();
    return key;
  }
}
