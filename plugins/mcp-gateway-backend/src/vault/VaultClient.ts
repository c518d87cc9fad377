import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { VaultSettings } from './readVaultSettings';
import { VaultFailure } from './VaultFailure';

const TIMEOUT_MS = 5_000;
/** What may stand in a header: a header that does not fit is quoted by the error about it. */
const TOKEN = /^[\x21-\x7e]{1,8192}$/;
/** Vault's documentation: not yet consistent (412), a standby (429, 472, 473); the others as everywhere. */
const NOT_NOW = [408, 412, 425, 429, 472, 473];

/** The one way to HashiCorp Vault. Not proven against the real service: see docs/credentials-at-rest.md. */
export class VaultClient {
  static create(options: {
    settings: VaultSettings;
    /** Guarded, and bounded in size. */
    fetch: (url: string, init: RequestInit) => Promise<Response>;
  }): VaultClient {
    return new VaultClient(options);
  }

  readonly #options: Parameters<typeof VaultClient.create>[0];

  private constructor(options: Parameters<typeof VaultClient.create>[0]) {
    this.#options = options;
  }

  /** Throws {@link VaultFailure} alone. */
  async ask<T>(options: {
    schema: z.ZodType<T>;
    method: 'GET' | 'POST';
    /** Below `/v1/`. */
    path: string;
    body?: object;
  }): Promise<T> {
    const { schema, method, path, body } = options;
    const { address, namespace } = this.#options.settings;
    const answer = await this.#fetch(`${address}/v1/${path}`, {
      method,
      headers: {
        'x-vault-token': await this.#token(),
        'content-type': 'application/json',
        ...(namespace && { 'x-vault-namespace': namespace }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { status } = answer;
    // What it says could quote what it was sent.
    if (status !== 200) {
      const isLater = status >= 500 || NOT_NOW.includes(status);
      throw new VaultFailure(
        isLater ? 'unavailable' : 'refused',
        `Vault answered ${status}`,
      );
    }
    const parsed = schema.safeParse(await answer.json().catch(() => undefined));
    if (parsed.success) return parsed.data;
    throw new VaultFailure('refused', 'Vault answered something else');
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await this.#options.fetch(url, init);
    } catch {
      throw new VaultFailure('unavailable', 'Vault did not answer');
    }
  }

  /** Read anew: an agent beside the gateway renews it. */
  async #token(): Promise<string> {
    const { tokenFile } = this.#options.settings;
    const text = await readFile(tokenFile, 'utf8').catch(() => '');
    const token = text.trim();
    if (TOKEN.test(token)) return token;
    throw new VaultFailure(
      'unavailable',
      `${tokenFile} holds no token of Vault`,
    );
  }
}
