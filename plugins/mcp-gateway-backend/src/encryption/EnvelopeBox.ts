import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DataKeys } from './DataKeys';

const FORMAT = 'e1';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What something encrypted belongs to: it opens for nothing else. */
export type SealContext = readonly [purpose: string, ...rest: string[]];

/** Encrypts credentials with data keys. What is encrypted is bound to whose it is, and for what. */
export class EnvelopeBox {
  static create(options: { keys: DataKeys }): EnvelopeBox {
    return new EnvelopeBox(options.keys);
  }

  readonly #keys: DataKeys;

  private constructor(keys: DataKeys) {
    this.#keys = keys;
  }

  async seal(context: SealContext, text: string): Promise<string> {
    const { generation, secret } = await this.#keys.current();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, secret, iv);
    cipher.setAAD(boundTo(generation, context));
    const sealed = Buffer.concat([
      iv,
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `${FORMAT}.${generation}.${sealed.toString('base64url')}`;
  }

  /** Throws where it was changed, or belongs to something else. */
  async open(context: SealContext, sealed: string): Promise<string> {
    const generation = generationOf(sealed);
    const bytes = Buffer.from(sealed.split('.')[2], 'base64url');
    const { secret } = await this.#keys.find(generation);
    const tagAt = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(
      CIPHER,
      secret,
      bytes.subarray(0, IV_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(boundTo(generation, context));
    decipher.setAuthTag(bytes.subarray(Math.max(0, tagAt)));
    return Buffer.concat([
      decipher.update(bytes.subarray(IV_BYTES, tagAt)),
      decipher.final(),
    ]).toString('utf8');
  }

  /** Whether it is encrypted with another key than what is encrypted now. */
  async isStale(sealed: string): Promise<boolean> {
    return generationOf(sealed) !== (await this.#keys.current()).generation;
  }
}

function generationOf(sealed: string): number {
  const [format, generation, body] = sealed.split('.');
  if (format !== FORMAT || !/^\d{1,9}$/.test(generation ?? '') || !body) {
    throw new Error('Nothing that this gateway encrypted');
  }
  return Number(generation);
}

function boundTo(generation: number, context: SealContext): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, generation, ...context]));
}
