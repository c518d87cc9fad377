import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Clock } from '../access/Clock';
import { RecentMap } from '../access/RecentMap';
import { sanitizeText } from '../evidence/sanitizeText';
import { MAX_CACHED_TOKENS } from './limits';
import type { TokenStore } from './TokenStore';

/** Once a minute is as exact as people need it. */
const EVERY_MS = 60_000;
const MAX_CLIENT = 200;

/** Remembers which tokens were used, and by what, and writes it down now and then, off the path of the calls. */
export class LastUse {
  static create(options: {
    store: Pick<TokenStore, 'markUsed' | 'markClients'>;
    clock: Clock;
    logger: LoggerService;
  }): LastUse {
    return new LastUse(options);
  }

  readonly #store: Pick<TokenStore, 'markUsed' | 'markClients'>;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #writtenAt = new RecentMap<string, number>({
    max: MAX_CACHED_TOKENS,
  });
  readonly #pending = new Set<string>();
  readonly #clients = new RecentMap<string, { client: string; at: number }>({
    max: MAX_CACHED_TOKENS,
  });
  readonly #pendingClients = new Map<string, string>();

  private constructor(options: Parameters<typeof LastUse.create>[0]) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Notes a use. */
  note(tokenId: string): void {
    const writtenAt = this.#writtenAt.get(tokenId);
    const now = this.#clock.now();
    if (writtenAt !== undefined && Math.abs(now - writtenAt) < EVERY_MS) {
      return;
    }
    this.#writtenAt.set(tokenId, now);
    if (this.#pending.size < MAX_CACHED_TOKENS) {
      this.#pending.add(tokenId);
    }
  }

  /** Notes what the client of a token calls itself. */
  noteClient(tokenId: string, name: string): void {
    const client = sanitizeText(name, MAX_CLIENT);
    const now = this.#clock.now();
    const known = this.#clients.get(tokenId);
    const isSoon = known !== undefined && Math.abs(now - known.at) < EVERY_MS;
    // Programs that share a token take turns: once a minute is enough for them, too.
    if (known?.client === client || isSoon) return;
    this.#clients.set(tokenId, { client, at: now });
    if (this.#pendingClients.size < MAX_CACHED_TOKENS) {
      this.#pendingClients.set(tokenId, client);
    }
  }

  /** Writes what was noted. Never throws: a lost time of use is no harm, a lost call would be. */
  async write(): Promise<void> {
    if (this.#pending.size === 0 && this.#pendingClients.size === 0) {
      return;
    }
    const ids = [...this.#pending];
    const clients = [...this.#pendingClients];
    this.#pending.clear();
    this.#pendingClients.clear();
    try {
      await this.#store.markUsed(
        ids,
        new Date(this.#clock.now()).toISOString(),
      );
      await this.#store.markClients(clients);
    } catch (error) {
      for (const [id] of clients) this.#clients.delete(id);
      this.#logger.warn(
        `When and by what tokens were used could not be written: ${stringifyError(
          error,
        )}`,
      );
    }
  }
}
