import type {
  KeyProvider,
  WrappedKey,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { z } from 'zod';
import type { TransitKey } from './readTransitKey';
import type { VaultClient } from './VaultClient';

const CIPHERTEXT = /^vault:v(\d{1,9}):[A-Za-z0-9+/=]{1,4096}$/;

const keySchema = z.object({
  data: z.object({ latest_version: z.number().int().positive() }),
});
const encryptedSchema = z.object({
  data: z.object({ ciphertext: z.string().regex(CIPHERTEXT) }),
});
const decryptedSchema = z.object({
  data: z.object({ plaintext: z.base64().max(4096) }),
});

/** HashiCorp Vault's transit engine. Not proven against the real service: see docs/credentials-at-rest.md. */
export class VaultKeyProvider implements KeyProvider {
  static create(options: {
    transit: TransitKey;
    vault: VaultClient;
  }): VaultKeyProvider {
    return new VaultKeyProvider(options);
  }

  readonly type = 'vault-transit';
  readonly #transit: TransitKey;
  readonly #vault: VaultClient;

  private constructor(options: Parameters<typeof VaultKeyProvider.create>[0]) {
    this.#transit = options.transit;
    this.#vault = options.vault;
  }

  async currentKeyId(): Promise<string> {
    const { data } = await this.#ask(keySchema, 'keys');
    return this.#idOf(String(data.latest_version));
  }

  async wrap(dataKey: Uint8Array, context: string): Promise<WrappedKey> {
    const { data } = await this.#ask(encryptedSchema, 'encrypt', {
      plaintext: Buffer.from(dataKey).toString('base64'),
      associated_data: Buffer.from(context).toString('base64'),
    });
    const version = CIPHERTEXT.exec(data.ciphertext)?.[1] ?? '';
    return { keyId: this.#idOf(version), wrapped: data.ciphertext };
  }

  async unwrap({ wrapped }: WrappedKey, context: string): Promise<Uint8Array> {
    const { data } = await this.#ask(decryptedSchema, 'decrypt', {
      ciphertext: wrapped,
      associated_data: Buffer.from(context).toString('base64'),
    });
    return Buffer.from(data.plaintext, 'base64');
  }

  #idOf(version: string): string {
    return `vault:${this.#transit.key}:v${version}`;
  }

  async #ask<T>(
    schema: z.ZodType<T>,
    operation: 'keys' | 'encrypt' | 'decrypt',
    body?: object,
  ): Promise<T> {
    const { mount, key } = this.#transit;
    return await this.#vault.ask({
      schema,
      method: body ? 'POST' : 'GET',
      path: `${mount}/${operation}/${key}`,
      body,
    });
  }
}
