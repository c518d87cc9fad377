import { readFile, stat } from 'node:fs/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Clock } from '../access/Clock';
import { nameOfError } from './nameOfError';
import type { SecretReading, SecretSource } from './SecretSource';

/** How often a file is looked at: secrets are rotated under a running gateway. */
const LOOK_MS = 5_000;
/** And at most as often, however many calls are refused. */
const LOOK_AGAIN_MS = 1_000;
const MAX_BYTES = 64 * 1024;

/** A secret in a file, such as a mounted Kubernetes Secret. Who changes the file changes the secret. */
export class FileSecret implements SecretSource {
  static create(options: {
    file: string;
    clock: Clock;
    logger: LoggerService;
  }): FileSecret {
    return new FileSecret(options);
  }

  readonly #options: Parameters<typeof FileSecret.create>[0];
  #held: { reading: SecretReading; version?: string } | undefined;
  #lookedAt = -Infinity;
  #looking: Promise<SecretReading> | undefined;
  #isDoubted = false;

  private constructor(options: Parameters<typeof FileSecret.create>[0]) {
    this.#options = options;
  }

  read(): SecretReading | Promise<SecretReading> {
    const age = this.#options.clock.monotonic() - this.#lookedAt;
    if (this.#held && age < (this.#isDoubted ? LOOK_AGAIN_MS : LOOK_MS)) {
      return this.#held.reading;
    }
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  lookAgain(): void {
    this.#isDoubted = true;
  }

  async #look(): Promise<SecretReading> {
    this.#lookedAt = this.#options.clock.monotonic();
    this.#isDoubted = false;
    try {
      this.#held = await this.#readFile();
    } catch (error) {
      const { file, logger } = this.#options;
      if (this.#held?.reading.kind !== 'unavailable') {
        logger.error(
          `The secret in ${file} cannot be read: ${nameOfError(error)}`,
        );
      }
      this.#held = { reading: { kind: 'unavailable' } };
    }
    return this.#held.reading;
  }

  async #readFile(): Promise<{ reading: SecretReading; version: string }> {
    const { file } = this.#options;
    const { mtimeMs, size, ino } = await stat(file);
    const version = `${mtimeMs}:${size}:${ino}`;
    if (this.#held?.version === version) {
      return { reading: this.#held.reading, version };
    }
    if (size > MAX_BYTES) throw new RangeError('It is too large');
    const secret = (await readFile(file, 'utf8')).trim();
    if (!secret) throw new RangeError('It is empty');
    return { reading: { kind: 'secret', secret }, version };
  }
}
