import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
} from 'node:crypto';

const PREFIX = 'sealed.';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A key of the configuration. */
export interface BoxKey {
  id: string;
  secret: string;
}

/**
 * Encrypts secrets before they go into the database. The first key seals, all of them open: a new key is put in front,
 * and the old one goes once nothing is sealed with it. Without a key, text stays as it is.
 */
export class SecretBox {
  static create(options: { keys: readonly BoxKey[] }): SecretBox {
    return new SecretBox(options.keys);
  }

  readonly #keys: Map<string, Buffer>;
  readonly #current: string | undefined;

  private constructor(keys: readonly BoxKey[]) {
    this.#keys = new Map(keys.map(key => [key.id, derive(key)]));
    this.#current = keys[0]?.id;
  }

  /** Whether anything is encrypted at all. */
  get isOn(): boolean {
    return this.#current !== undefined;
  }

  /** The key that seals; absent where nothing is encrypted. */
  get currentId(): string | undefined {
    return this.#current;
  }

  /** Whether text is sealed, whoever with. */
  isSealed(text: string): boolean {
    return text.startsWith(PREFIX);
  }

  /** @param purpose - what the text is for: it opens for nothing else. */
  seal(purpose: string, text: string): string {
    if (this.#current === undefined) return text;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keyOf(this.#current), iv);
    cipher.setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([
      iv,
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `${PREFIX}${this.#current}.${sealed.toString('base64url')}`;
  }

  /** Throws where the text was changed, or its key is not configured. Text from before there was a key is returned as it is. */
  open(purpose: string, text: string): string {
    if (!text.startsWith(PREFIX)) return text;
    const [id, body = ''] = text.slice(PREFIX.length).split('.');
    const bytes = Buffer.from(body, 'base64url');
    const tagAt = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(
      CIPHER,
      this.#keyOf(id),
      bytes.subarray(0, IV_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(Math.max(0, tagAt)));
    return Buffer.concat([
      decipher.update(bytes.subarray(IV_BYTES, tagAt)),
      decipher.final(),
    ]).toString('utf8');
  }

  /** Whether text should be sealed anew: it is open, or sealed with an older key. */
  isStale(text: string): boolean {
    return this.isOn && !text.startsWith(`${PREFIX}${this.#current}.`);
  }

  #keyOf(id: string): Buffer {
    const key = this.#keys.get(id);
    if (!key) {
      throw new Error(
        `Something in the database is encrypted with the key '${id}', which is not in mcpGateway.encryption.keys`,
      );
    }
    return key;
  }
}

function derive({ id, secret }: BoxKey): Buffer {
  return Buffer.from(
    hkdfSync('sha256', secret, '', `sallyport secret box ${id}`, 32),
  );
}
