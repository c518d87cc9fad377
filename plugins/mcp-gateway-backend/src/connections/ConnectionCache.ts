import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { LRUCache } from 'lru-cache';
import {
  type Clock,
  elapsedSince,
  type Moment,
  momentOf,
} from '../access/Clock';
import type { ConnectionStore } from './ConnectionStore';
import type { Connection, ConnectionKey } from './types';

const TICK_MS = 1_000;
/** A change holds on every replica within this time; what is known for longer without word is not used. */
const HOLDS_WITHIN_MS = 2_000;
const USES_EVERY_MS = 60_000;
const MAX_KNOWN = 20_000;

/** Connections in memory, and the changes that other replicas make to them. */
export class ConnectionCache {
  static create(options: {
    store: Pick<ConnectionStore, 'changedAfter' | 'head' | 'markUsed'>;
    clock: Clock;
    logger: LoggerService;
  }): ConnectionCache {
    return new ConnectionCache(options);
  }

  readonly #options: Parameters<typeof ConnectionCache.create>[0];
  readonly #known = new LRUCache<string, { connection: Connection | null }>({
    max: MAX_KNOWN,
  });
  readonly #used = new Set<string>();
  readonly #listeners = new Set<(key: ConnectionKey) => void>();
  #usesWrittenAt: Moment;
  #sequence = 0;
  /** Grows with everything that is forgotten: what was read before may be old. */
  #epoch = 0;
  #heardAt: Moment | undefined;
  #isFailing = false;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> = Promise.resolve();

  private constructor(options: Parameters<typeof ConnectionCache.create>[0]) {
    this.#options = options;
    this.#usesWrittenAt = momentOf(options.clock);
  }

  async start(): Promise<void> {
    this.#sequence = await this.#options.store.head();
    await this.poll();
    this.#schedule();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#ticking;
    await this.#writeUses();
  }

  get(key: ConnectionKey): Connection | null | undefined {
    const { clock } = this.#options;
    const isCurrent =
      this.#heardAt && elapsedSince(clock, this.#heardAt) < HOLDS_WITHIN_MS;
    return isCurrent ? this.#known.get(nameOf(key))?.connection : undefined;
  }

  /** Keeps what was read, unless it may have changed meanwhile. */
  async load(
    key: ConnectionKey,
    read: () => Promise<Connection | null>,
  ): Promise<Connection | null> {
    const epoch = this.#epoch;
    const connection = await read();
    if (epoch === this.#epoch) this.#known.set(nameOf(key), { connection });
    return connection;
  }

  forget(key: ConnectionKey): void {
    this.#epoch += 1;
    this.#known.delete(nameOf(key));
  }

  /** Calls the listener when somebody has linked, unlinked or lost an account: at least once, on every replica. Returns how to stop that. */
  onChange(listener: (key: ConnectionKey) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell({ userRef, target }: ConnectionKey): void {
    for (const listener of this.#listeners) listener({ userRef, target });
  }

  noteUse(id: string): void {
    if (this.#used.size < MAX_KNOWN) this.#used.add(id);
  }

  /** Reads what changed since the last time. Never throws. */
  async poll(): Promise<void> {
    const { store, clock, logger } = this.#options;
    // What was committed before the question was asked is in the answer; what came later may not be.
    const askedAt = momentOf(clock);
    try {
      for (const change of await store.changedAfter(this.#sequence)) {
        this.#sequence = change.sequence;
        const { connection } = this.#known.get(nameOf(change)) ?? {};
        this.forget(change);
        // A token that was renewed is no news to anybody.
        if ((connection?.state ?? 'unlinked') !== change.state) {
          this.tell(change);
        }
      }
      this.#heardAt = askedAt;
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) {
        logger.warn(
          `Changes of connections cannot be read; the database is asked about each call until they can: ${stringifyError(
            error,
          )}`,
        );
      }
      this.#isFailing = true;
    }
  }

  async #writeUses(): Promise<void> {
    const { store, clock, logger } = this.#options;
    const ids = [...this.#used];
    this.#used.clear();
    this.#usesWrittenAt = momentOf(clock);
    try {
      if (ids.length > 0) await store.markUsed(ids, clock.now());
    } catch (error) {
      // A lost time of use is no harm, a lost call would be.
      logger.warn(
        `When connections were last used could not be written: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tick();
    }, TICK_MS);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const timer = this.#timer;
    await this.poll();
    const sinceWritten = elapsedSince(this.#options.clock, this.#usesWrittenAt);
    if (sinceWritten >= USES_EVERY_MS) await this.#writeUses();
    if (this.#timer === timer) this.#schedule();
  }
}

function nameOf({ userRef, target }: ConnectionKey): string {
  return `${userRef}\n${target}`;
}
