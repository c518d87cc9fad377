import { formsOf } from './formsOf';

const PREFIX = 4;

/** Finds thousands of secrets in all their forms in one pass over a text: a whole run leaves hundreds of megabytes. */
export class SecretIndex {
  /** @param secrets - values by the names that are told instead of them */
  static create(secrets: ReadonlyMap<string, string>): SecretIndex {
    return new SecretIndex(secrets);
  }

  /** By the first four bytes of a form. */
  readonly #forms = new Map<number, { name: string; bytes: Buffer }[]>();
  /** Which pairs of first bytes there are at all. */
  readonly #pairs = new Uint8Array(65_536);

  private constructor(secrets: ReadonlyMap<string, string>) {
    for (const [name, value] of secrets) {
      for (const form of formsOf(value)) {
        const bytes = Buffer.from(form);
        const key = bytes.readUInt32BE(0);
        const known = this.#forms.get(key) ?? [];
        this.#forms.set(key, [...known, { name, bytes }]);
        this.#pairs[bytes.readUInt16BE(0)] = 1;
      }
    }
  }

  /** The names of those that stand in it. */
  find(text: string | Buffer): Set<string> {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    const found = new Set<string>();
    const last = bytes.length - PREFIX;
    for (let at = 0; at <= last; at += 1) {
      // Each byte of a run is looked at: reading numbers out of it would take twice as long.
      if (this.#pairs[bytes[at] * 256 + bytes[at + 1]] === 0) continue;
      for (const form of this.#forms.get(bytes.readUInt32BE(at)) ?? []) {
        const end = at + form.bytes.length;
        const isThere =
          end <= bytes.length &&
          bytes.compare(form.bytes, 0, form.bytes.length, at, end) === 0;
        if (isThere) found.add(form.name);
      }
    }
    return found;
  }
}
