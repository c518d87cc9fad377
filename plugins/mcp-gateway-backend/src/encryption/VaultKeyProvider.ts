import { readFile } from 'node:fs/promises';
import type {
  KeyProvider,
  WrappedKey,
} from '@sallyport/backstage-plugin-mcp-gateway-node';
import { z } from 'zod';
import type { VaultSettings } from './readVaultSettings';

const TIMEOUT_MS = 5_000;
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
    settings: VaultSettings;
    fetch: (url: string, init: RequestInit) => Promise<Response>;
  }): VaultKeyProvider {
    return new VaultKeyProvider(options);
  }

  readonly type = 'vault-transit';
  readonly #options: Parameters<typeof VaultKeyProvider.create>[0];

  private constructor(options: Parameters<typeof VaultKeyProvider.create>[0]) {
    this.#options = options;
  }

  async currentKeyId(): Promise<string> {
    const { data } = await this.#ask(keySchema, 'GET', 'keys');
    return this.#idOf(String(data.latest_version));
  }

  async wrap(dataKey: Uint8Array, context: string): Promise<WrappedKey> {
    const { data } = await this.#ask(encryptedSchema, 'POST', 'encrypt', {
      plaintext: Buffer.from(dataKey).toString('base64'),
      associated_data: Buffer.from(context).toString('base64'),
    });
    const version = CIPHERTEXT.exec(data.ciphertext)?.[1] ?? '';
    return { keyId: this.#idOf(version), wrapped: data.ciphertext };
  }

  async unwrap({ wrapped }: WrappedKey, context: string): Promise<Uint8Array> {
    const { data } = await this.#ask(decryptedSchema, 'POST', 'decrypt', {
      ciphertext: wrapped,
      associated_data: Buffer.from(context).toString('base64'),
    });
    return Buffer.from(data.plaintext, 'base64');
  }

  #idOf(version: string): string {
    return `vault:${this.#options.settings.key}:v${version}`;
  }

  async #ask<T>(
    schema: z.ZodType<T>,
    method: string,
    operation: 'keys' | 'encrypt' | 'decrypt',
    body?: object,
  ): Promise<T> {
    const { address, mount, key, namespace, tokenFile } =
      this.#options.settings;
    // Read anew: an agent beside the gateway renews it.
    const token = (await readFile(tokenFile, 'utf8')).trim();
    const answer = await this.#options.fetch(
      `${address}/v1/${mount}/${operation}/${key}`,
      {
        method,
        headers: {
          'x-vault-token': token,
          'content-type': 'application/json',
          ...(namespace && { 'x-vault-namespace': namespace }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    );
    // What it says could quote what it was sent.
    if (answer.status !== 200) {
      throw new Error(`Vault answered ${answer.status} to ${operation}`);
    }
    return schema.parse(await answer.json());
  }
}
