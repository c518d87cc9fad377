import type { LoggerService } from '@backstage/backend-plugin-api';
import type { CryptoKey, JWK } from 'jose';
import type { Knex } from 'knex';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import { SecretBox } from '../encryption/SecretBox';
import { MAX_TTL_MS } from './limits';
import {
  generateSigningKey,
  readSigningKey,
  type SigningKey,
} from './signingKey';
import { SigningKeyStore } from './SigningKeyStore';

/** Every replica has read a new key before it signs. */
const ANNOUNCE_MS = 10 * 60_000;
const REFRESH_MS = 60_000;
/** A made-up `kid` must not become a way to keep the database busy. */
const UNKNOWN_KID_PAUSE_MS = 1000;
/** What the clocks of replicas may differ. */
const SKEW_MS = 5 * 60_000;
const ATTEMPTS = 5;

/**
 * The gateway's signing keys: made when they are needed, shared by all replicas, rotated with overlap.
 *
 *   created ──announced──▶ activates ──signs, rotation──▶ successor signs ──longest token + skew──▶ retires
 */
export class SigningKeys {
  static create(options: {
    database: Knex;
    clock: Clock;
    logger: LoggerService;
    rotationMs: number;
    /** Encrypts private keys at rest. */
    box?: SecretBox;
  }): SigningKeys {
    return new SigningKeys(options);
  }

  readonly #store: SigningKeyStore;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #rotationMs: number;
  #keys = new Map<string, SigningKey>();
  /** From just before the last reading, retired keys included. */
  #newestGeneration = 0;
  #readAt: Moment | undefined;
  #reading: Promise<void> | undefined;

  private constructor(options: Parameters<typeof SigningKeys.create>[0]) {
    this.#store = SigningKeyStore.create({
      database: options.database,
      box: options.box ?? SecretBox.create({ keys: [] }),
    });
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#rotationMs = options.rotationMs;
  }

  /** The key to sign with now. */
  async signingKey(): Promise<SigningKey> {
    await this.#refresh(REFRESH_MS);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const current = this.#current();
      if (!current) {
        await this.#add(this.#clock.now());
      } else {
        if (this.#needsSuccessor(current)) {
          await this.#add(this.#signsUntil(current));
        }
        return current;
      }
    }
    throw new Error('No signing key could be made for gateway tokens');
  }

  /** The public key that a token names, or `undefined` where no such key is valid. */
  async publicKey(kid: string): Promise<CryptoKey | undefined> {
    await this.#refresh(REFRESH_MS);
    if (!this.#valid(kid)) {
      await this.#refresh(UNKNOWN_KID_PAUSE_MS);
    }
    return this.#valid(kid)?.publicKey;
  }

  /** Public keys that verify tokens, those that will soon sign included. */
  async publicKeys(): Promise<JWK[]> {
    // A replica that nobody asked for a token yet still has something to publish.
    await this.signingKey();
    const now = this.#clock.now();
    return [...this.#keys.values()]
      .filter(key => key.retiresAt > now)
      .map(key => key.publicJwk);
  }

  /** Encrypts what is there in the clear, or with an older key. */
  async sealAgain(): Promise<void> {
    await this.#store.sealAgain();
  }

  async deleteRetired(): Promise<void> {
    await this.#store.deleteRetired(this.#isoNow());
  }

  #valid(kid: string): SigningKey | undefined {
    const key = this.#keys.get(kid);
    return key && key.retiresAt > this.#clock.now() ? key : undefined;
  }

  #current(): SigningKey | undefined {
    const now = this.#clock.now();
    return [...this.#keys.values()]
      .filter(key => key.activatesAt <= now && now < this.#signsUntil(key))
      .sort((one, other) => other.generation - one.generation)[0];
  }

  #signsUntil(key: SigningKey): number {
    return key.retiresAt - MAX_TTL_MS - SKEW_MS;
  }

  #needsSuccessor(current: SigningKey): boolean {
    return (
      this.#newestGeneration === current.generation &&
      this.#clock.now() >= this.#signsUntil(current) - ANNOUNCE_MS
    );
  }

  async #add(activatesAt: number): Promise<void> {
    // The generation is unique: of replicas that saw the same newest key, one adds the next.
    const generation = this.#newestGeneration + 1;
    const row = await generateSigningKey({
      generation,
      createdAt: this.#clock.now(),
      activatesAt,
      retiresAt: activatesAt + this.#rotationMs + MAX_TTL_MS + SKEW_MS,
    });
    if (await this.#store.add(row)) {
      this.#logger.info(`Made signing key number ${generation}`);
    }
    await this.#refresh(0);
  }

  async #refresh(maxAgeMs: number): Promise<void> {
    const isFresh =
      this.#readAt && elapsedSince(this.#clock, this.#readAt) < maxAgeMs;
    if (isFresh) {
      return;
    }
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    const readAt = momentOf(this.#clock);
    // In this order: a key that comes between the two questions is listed, or its number is taken when we try to add one.
    const newestGeneration = await this.#store.newestGeneration();
    const keys = new Map<string, SigningKey>();
    for (const row of await this.#store.list(this.#isoNow())) {
      keys.set(row.id, this.#keys.get(row.id) ?? (await readSigningKey(row)));
    }
    this.#newestGeneration = newestGeneration;
    this.#keys = keys;
    this.#readAt = readAt;
  }

  #isoNow(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}
