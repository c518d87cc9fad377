import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { KeyProvider } from '@sallyport/backstage-plugin-mcp-gateway-node';
import type { Knex } from 'knex';
import type { Clock } from '../access/Clock';
import { type DataKeyRow, DataKeyStore } from './DataKeyStore';

const KEY_BYTES = 32;
const ROTATION_MS = 30 * 24 * 60 * 60_000;

/** A data key that can be used. */
export interface DataKey {
  readonly generation: number;
  readonly secret: KeyObject;
}

/**
 * The data keys, unwrapped once and then in memory: to encrypt or decrypt asks nobody. The newest encrypts, all decrypt.
 *
 *   made ──encrypts, 30 days──▶ decrypts only        wrapped by an older key of the provider ──maintain──▶ by the newest
 */
export class DataKeys {
  static create(options: {
    database: Knex;
    provider: KeyProvider;
    clock: Clock;
    rotationMs?: number;
  }): DataKeys {
    return new DataKeys(options);
  }

  readonly #store: DataKeyStore;
  readonly #provider: KeyProvider;
  readonly #clock: Clock;
  readonly #rotationMs: number;
  readonly #keys = new Map<number, DataKey>();
  #newest: DataKey | undefined;
  #reading: Promise<void> | undefined;

  private constructor(options: Parameters<typeof DataKeys.create>[0]) {
    this.#store = DataKeyStore.create(options);
    this.#provider = options.provider;
    this.#clock = options.clock;
    this.#rotationMs = options.rotationMs ?? ROTATION_MS;
  }

  /** The key to encrypt with; made where there is none yet. */
  async current(): Promise<DataKey> {
    if (!this.#newest) await this.#read();
    if (!this.#newest) await this.#add(1);
    if (!this.#newest) throw new Error('There is no data key');
    return this.#newest;
  }

  /** The key that something was encrypted with. Another replica may have made it since. */
  async find(generation: number): Promise<DataKey> {
    if (!this.#keys.has(generation)) await this.#read();
    const key = this.#keys.get(generation);
    if (!key) throw new Error(`There is no data key ${generation}`);
    return key;
  }

  /** Known without asking anybody. */
  known(generation: number): DataKey | undefined {
    return this.#keys.get(generation);
  }

  /** Makes a new key when it is time, and wraps by the provider's newest key what an older one has wrapped. */
  async maintain(): Promise<void> {
    await this.current();
    await this.#read();
    const rows = await this.#store.list();
    const last = rows.at(-1);
    if (last && this.#clock.now() - last.created_at >= this.#rotationMs) {
      await this.#add(last.generation + 1);
    }
    const keyId = await this.#provider.currentKeyId();
    for (const row of rows.filter(({ key_id: id }) => id !== keyId)) {
      const key = await this.find(row.generation);
      await this.#store.rewrap(row, await this.#wrap(key, row.created_at));
    }
  }

  async #add(generation: number): Promise<void> {
    const secret = createSecretKey(randomBytes(KEY_BYTES));
    const row = await this.#wrap({ generation, secret }, this.#clock.now());
    // Of replicas that make one at once, one does; all read it.
    await this.#store.add(row);
    await this.#read();
  }

  async #wrap(
    { generation, secret }: DataKey,
    createdAt: number,
  ): Promise<DataKeyRow> {
    const { keyId, wrapped } = await this.#provider.wrap(
      secret.export(),
      contextOf(generation),
    );
    return { generation, key_id: keyId, wrapped, created_at: createdAt };
  }

  async #read(): Promise<void> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readNow(): Promise<void> {
    for (const row of await this.#store.list()) {
      if (!this.#keys.has(row.generation)) {
        this.#keys.set(row.generation, await this.#unwrap(row));
      }
      this.#newest = this.#keys.get(row.generation);
    }
  }

  async #unwrap(row: DataKeyRow): Promise<DataKey> {
    const { generation, key_id: keyId, wrapped } = row;
    const bytes = await this.#provider.unwrap(
      { keyId, wrapped },
      contextOf(generation),
    );
    if (bytes.length !== KEY_BYTES) {
      throw new Error(`The data key ${generation} is not one`);
    }
    return { generation, secret: createSecretKey(bytes) };
  }
}

function contextOf(generation: number): string {
  return `sallyport data key ${generation}`;
}
