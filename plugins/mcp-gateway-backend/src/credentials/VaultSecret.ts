import type { LoggerService } from '@backstage/backend-plugin-api';
import { z } from 'zod';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import type { VaultClient } from '../vault/VaultClient';
import { VaultFailure } from '../vault/VaultFailure';
import type { SecretReading, SecretSource } from './SecretSource';

/** So long a secret is used before Vault is asked again. */
const FRESH_MS = 60_000;
/** So long the last one is used while Vault is away. */
const KEPT_MS = 10 * 60_000;
/** Vault is asked no more often than this, whatever goes wrong. */
const PAUSE_MS = 2_000;
const MAX_LENGTH = 64 * 1024;

/** KV, version 2: `GET /<mount>/data/<path>`. */
const answerSchema = z.object({
  data: z.object({ data: z.record(z.string(), z.unknown()) }),
});

/** Where in Vault's key/value engine, version 2, a secret is. */
export interface VaultPlace {
  readonly mount: string;
  readonly path: string;
  readonly field: string;
}

/**
 * A secret that Vault has. Not proven against the real service: see docs/credentials.md.
 *
 *   nothing ──ask──▶ held ──60 s──▶ asked again ──▶ held anew
 *                                        ├─5xx, silence─▶ the last one, for ten minutes since it was given; then "unavailable"
 *                                        └─4xx──────────▶ gone
 */
export class VaultSecret implements SecretSource {
  static create(options: {
    /** Of the configuration. */
    name: string;
    place: VaultPlace;
    vault: Pick<VaultClient, 'ask'>;
    clock: Clock;
    logger: LoggerService;
  }): VaultSecret {
    return new VaultSecret(options);
  }

  readonly #options: Parameters<typeof VaultSecret.create>[0];
  #given: { secret: string; at: Moment } | undefined;
  /** What Vault said last, where it gave nothing. */
  #failed: SecretReading | undefined;
  #askedAt: Moment | undefined;
  #asking: Promise<void> | undefined;
  #isDoubted = false;

  private constructor(options: Parameters<typeof VaultSecret.create>[0]) {
    this.#options = options;
  }

  read(): SecretReading | Promise<SecretReading> {
    if (!this.#isDue()) return this.#known();
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    // While Vault is away nobody waits for its silence, as long as there is something to go on with.
    const known = this.#known();
    return this.#failed && known.kind === 'secret'
      ? known
      : this.#asking.then(() => this.#known());
  }

  lookAgain(): void {
    this.#isDoubted = true;
  }

  #isDue(): boolean {
    const { clock } = this.#options;
    const since = this.#askedAt && elapsedSince(clock, this.#askedAt);
    const isSoon = this.#failed !== undefined || this.#isDoubted;
    return since === undefined || since >= (isSoon ? PAUSE_MS : FRESH_MS);
  }

  #known(): SecretReading {
    const { clock } = this.#options;
    const isKept = this.#given && elapsedSince(clock, this.#given.at) < KEPT_MS;
    return this.#given && isKept
      ? { kind: 'secret', secret: this.#given.secret }
      : this.#failed ?? { kind: 'unavailable' };
  }

  async #ask(): Promise<void> {
    const { name, clock, logger } = this.#options;
    const at = momentOf(clock);
    this.#askedAt = at;
    this.#isDoubted = false;
    try {
      this.#given = { secret: await this.#readVault(), at };
      this.#failed = undefined;
    } catch (error) {
      const isRefused =
        error instanceof VaultFailure && error.kind === 'refused';
      if (isRefused) this.#given = undefined;
      if (!this.#failed) {
        const why = error instanceof VaultFailure ? error.message : 'an error';
        logger.warn(`The secret '${name}' cannot be had from Vault: ${why}`);
      }
      this.#failed = isRefused
        ? {
            kind: 'gone',
            text: `Vault has no secret '${name}' for the gateway.`,
          }
        : { kind: 'unavailable' };
    }
  }

  async #readVault(): Promise<string> {
    const { vault, place } = this.#options;
    const { data } = await vault.ask({
      schema: answerSchema,
      method: 'GET',
      path: `${place.mount}/data/${place.path}`,
    });
    const value = Object.hasOwn(data.data, place.field)
      ? data.data[place.field]
      : undefined;
    const secret = typeof value === 'string' ? value.trim() : '';
    if (secret && secret.length <= MAX_LENGTH) return secret;
    throw new VaultFailure('refused', `it has no text in '${place.field}'`);
  }
}
