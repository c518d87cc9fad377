import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealKeys } from './SealKeys';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
/** Version, and the key's generation. */
const HEADER_BYTES = 5;
/** NIST SP 800-38D §8.2.2: random, and far fewer than 2^32 with one key before it is rotated. */
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What is sealed for one purpose or context opens for no other. */
export interface SealFor {
  purpose: 'session' | 'mailbox' | 'request-state' | 'confirmation';
  /** Whose it is or where it goes; not in the sealed bytes, whoever opens must know it. */
  context: string;
}

/** Seals bytes so that any replica, and nobody else, can open them (AES-256-GCM). Asks nobody: it is pure computing. */
export class Seal {
  static create(options: { keys: SealKeys }): Seal {
    return new Seal(options.keys);
  }

  readonly #keys: SealKeys;

  private constructor(keys: SealKeys) {
    this.#keys = keys;
  }

  seal(options: SealFor & { content: Buffer }): Buffer {
    const { generation, secret } = this.#keys.current();
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(VERSION);
    header.writeUInt32BE(generation, 1);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, secret, iv);
    cipher.setAAD(associated(header, options));
    const content = cipher.update(options.content);
    cipher.final();
    return Buffer.concat([header, iv, content, cipher.getAuthTag()]);
  }

  /** `undefined`: not sealed by the gateway, or not for this. */
  async open(
    options: SealFor & { sealed: Buffer },
  ): Promise<Buffer | undefined> {
    let opened = this.openNow(options);
    if (opened === 'unknown-key') {
      await this.#keys.lookAgain();
      opened = this.openNow(options);
    }
    return opened === 'unknown-key' ? undefined : opened;
  }

  /** `unknown-key`: perhaps of a key that another replica has just made. */
  openNow(
    options: SealFor & { sealed: Buffer },
  ): Buffer | 'unknown-key' | undefined {
    const { sealed } = options;
    if (sealed.length < HEADER_BYTES + IV_BYTES + TAG_BYTES) return undefined;
    if (sealed.readUInt8() !== VERSION) return undefined;
    const key = this.#keys.find(sealed.readUInt32BE(1));
    if (!key) return 'unknown-key';
    const header = sealed.subarray(0, HEADER_BYTES);
    const iv = sealed.subarray(HEADER_BYTES, HEADER_BYTES + IV_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key.secret, iv, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associated(header, options));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const content = decipher.update(
      sealed.subarray(HEADER_BYTES + IV_BYTES, -TAG_BYTES),
    );
    try {
      decipher.final();
      return content;
    } catch {
      return undefined;
    }
  }
}

function associated(header: Buffer, { purpose, context }: SealFor): Buffer {
  return Buffer.concat([header, Buffer.from(`${purpose}\n${context}`)]);
}
