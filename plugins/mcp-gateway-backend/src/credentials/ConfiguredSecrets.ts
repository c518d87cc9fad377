import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '../access/Clock';
import type { SecretSettings } from './readSecretSettings';

/** How often a file is looked at: secrets are rotated under a running gateway. */
const LOOK_MS = 5_000;
const MAX_BYTES = 64 * 1024;

/** The secrets of `mcpGateway.credentials.secrets`, each for the servers that it names. */
export class ConfiguredSecrets {
  static create(options: {
    settings: ReadonlyMap<string, SecretSettings>;
    clock: Pick<Clock, 'monotonic'>;
  }): ConfiguredSecrets {
    return new ConfiguredSecrets(options.settings, options.clock);
  }

  readonly #settings: ReadonlyMap<string, SecretSettings>;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #files = new Map<
    string,
    { value: string; version: string; lookedAt: number }
  >();

  private constructor(
    settings: ReadonlyMap<string, SecretSettings>,
    clock: Pick<Clock, 'monotonic'>,
  ) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** `undefined`: there is none of that name, or not for this server. One answer for both: an owner learns nothing of what others have. */
  find(name: string, serverRef: string): string | Promise<string> | undefined {
    const secret = this.#settings.get(name);
    if (!secret?.servers.has(serverRef)) return undefined;
    if (secret.value !== undefined) return secret.value;
    const held = this.#files.get(secret.file);
    return held && this.#clock.monotonic() - held.lookedAt < LOOK_MS
      ? held.value
      : this.#read(secret.file);
  }

  async #read(file: string): Promise<string> {
    const { mtimeMs, size, ino } = await stat(file);
    const version = `${mtimeMs}:${size}:${ino}`;
    const lookedAt = this.#clock.monotonic();
    const held = this.#files.get(file);
    if (held?.version === version) {
      held.lookedAt = lookedAt;
      return held.value;
    }
    if (size > MAX_BYTES) throw new Error(`${file} is too large for a secret`);
    const value = (await readFile(file, 'utf8')).trim();
    if (!value) throw new Error(`${file} is empty`);
    this.#files.set(file, { value, version, lookedAt });
    return value;
  }
}
