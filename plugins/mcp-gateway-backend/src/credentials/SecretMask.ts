import { Transform, type TransformCallback } from 'node:stream';
import { maskSecrets } from './maskSecrets';

/**
 * Masks secrets in what streams through, also where one is cut in two by the pieces it arrives in. It holds back only what could
 * be the beginning of a secret, so an event is not kept waiting for the next one.
 */
export class SecretMask extends Transform {
  static create(options: { secrets: readonly string[] }): SecretMask {
    return new SecretMask(options.secrets);
  }

  readonly #secrets: readonly string[];
  readonly #bytes: readonly Buffer[];
  #held: Buffer = Buffer.alloc(0);

  private constructor(secrets: readonly string[]) {
    super();
    this.#secrets = secrets;
    this.#bytes = secrets.map(secret => Buffer.from(secret));
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    const all =
      this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    const masked = maskSecrets(all, this.#secrets);
    const keep = this.#begun(masked);
    this.#held = masked.subarray(masked.length - keep);
    done(null, masked.subarray(0, masked.length - keep));
  }

  override _flush(done: TransformCallback) {
    done(null, this.#held);
  }

  /** How many bytes at the end may be the beginning of a secret. */
  #begun(bytes: Buffer): number {
    let longest = 0;
    for (const secret of this.#bytes) {
      const most = Math.min(secret.length - 1, bytes.length);
      for (let length = most; length > longest; length--) {
        if (
          bytes.compare(
            secret,
            0,
            length,
            bytes.length - length,
            bytes.length,
          ) === 0
        ) {
          longest = length;
        }
      }
    }
    return longest;
  }
}
