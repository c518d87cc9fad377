import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import type { SecretBox } from '../encryption/SecretBox';
import {
  type SealKeyRow,
  SealKeyStore,
  type SealKeyTable,
} from './SealKeyStore';

/** Every replica has read a new key before it seals. */
const ANNOUNCE_MS = 10 * 60_000;
const REFRESH_MS = 60_000;
/** A made-up generation must not become a way to keep the database busy. */
const UNKNOWN_PAUSE_MS = 1_000;
/** What the clocks of replicas may differ. */
const SKEW_MS = 5 * 60_000;
const ROTATION_MS = 7 * 24 * 60 * 60_000;

/** A key to seal or open with. */
export interface SealKey {
  generation: number;
  secret: KeyObject;
}

type KnownKey = SealKey & Omit<SealKeyRow, 'secret' | 'generation'>;

/**
 * The gateway's sealing keys, made when they are needed and shared by all replicas through the database. What is known is
 * in memory: to seal or open asks nobody.
 *
 *   created ──announced──▶ activates ──seals, rotation──▶ successor seals ──longest life of a seal + skew──▶ retires
 */
export class SealKeys {
  static create(options: {
    database: Knex;
    clock: Clock;
    /** How long something sealed may have to be opened. */
    longestLifeMs: number;
    rotationMs?: number;
    table?: SealKeyTable;
    /** Encrypts the keys at rest. */
    box?: SecretBox;
  }): SealKeys {
    return new SealKeys(options);
  }

  readonly #store: SealKeyStore;
  readonly #clock: Clock;
  readonly #longestLifeMs: number;
  readonly #rotationMs: number;
  #keys = new Map<number, KnownKey>();
  /** The number of the newest key when this replica looked last. */
  #newest = 0;
  #readAt: Moment | undefined;
  #reading: Promise<void> | undefined;

  private constructor(options: Parameters<typeof SealKeys.create>[0]) {
    this.#store = SealKeyStore.create(options);
    this.#clock = options.clock;
    this.#longestLifeMs = options.longestLifeMs;
    this.#rotationMs = options.rotationMs ?? ROTATION_MS;
  }

  /** The key to seal with now. Throws where none is known. */
  current(): SealKey {
    const key = this.#current();
    if (!key) throw new Error('No key to seal with is known');
    return key;
  }

  /** The key that something was sealed with, as far as this replica knows. */
  find(generation: number): SealKey | undefined {
    const key = this.#keys.get(generation);
    return key && key.retires_at > this.#clock.now() ? key : undefined;
  }

  /** Every key that something may have been sealed with, the one to seal with first. */
  all(): SealKey[] {
    const current = this.current();
    const others = [...this.#keys.values()].filter(
      ({ generation }) => generation !== current.generation,
    );
    return [current, ...others];
  }

  /** Reads the keys, and makes one where it is time. */
  async refresh(): Promise<void> {
    await this.#read(REFRESH_MS);
    for (let attempt = 0; attempt < 5 && this.#isDue(); attempt++) {
      await this.#add();
    }
  }

  /** Encrypts keys that are stored in the clear, or with an older key of the configuration. */
  async sealAgain(): Promise<void> {
    await this.#store.sealAgain();
  }

  /** Looks again for a key that was not there. */
  async lookAgain(): Promise<void> {
    await this.#read(UNKNOWN_PAUSE_MS);
  }

  async deleteRetired(): Promise<void> {
    await this.#store.deleteRetired(this.#clock.now());
  }

  #current(): KnownKey | undefined {
    const now = this.#clock.now();
    return [...this.#keys.values()]
      .filter(key => key.activates_at <= now && now < key.retires_at)
      .sort((one, other) => other.generation - one.generation)[0];
  }

  /** No key seals, or the last one that does will soon not. */
  #isDue(): boolean {
    const now = this.#clock.now();
    const last = Math.max(
      ...[...this.#keys.values()].map(key => key.seals_until),
    );
    return !this.#current() || now >= last - ANNOUNCE_MS;
  }

  async #add(): Promise<void> {
    const now = this.#clock.now();
    // The generation is unique: of replicas that saw the same newest key, one adds the next. What another has added since this one
    // looked takes the number, and the next look finds that key.
    const generation = this.#newest + 1;
    const activatesAt = Math.max(now, this.#current()?.seals_until ?? now);
    const sealsUntil = activatesAt + this.#rotationMs;
    await this.#store.add({
      generation,
      secret: randomBytes(32).toString('base64'),
      activates_at: activatesAt,
      seals_until: sealsUntil,
      retires_at: sealsUntil + this.#longestLifeMs + SKEW_MS,
    });
    await this.#read(0);
  }

  async #read(maxAgeMs: number): Promise<void> {
    const isFresh =
      this.#readAt && elapsedSince(this.#clock, this.#readAt) < maxAgeMs;
    if (isFresh) return;
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readNow(): Promise<void> {
    const readAt = momentOf(this.#clock);
    // Before the list: whatever key comes in between has taken the next number, and adding one fails.
    this.#newest = await this.#store.newestGeneration();
    const rows = await this.#store.list(readAt.now);
    this.#keys = new Map(
      rows.map(({ secret, ...row }) => [
        row.generation,
        {
          ...row,
          secret: createSecretKey(Buffer.from(secret, 'base64')),
        },
      ]),
    );
    this.#readAt = readAt;
  }
}
