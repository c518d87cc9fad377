import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  AccessDocument,
  ActiveStops,
  FeedState,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { McpRegistryService } from '@sallyport/backstage-plugin-mcp-registry-node';
import { type Clock, elapsedSince, type Moment, systemClock } from './Clock';
import { FeedReader } from './FeedReader';
import { feedState } from './feedState';
import { SharedRun } from './SharedRun';
import type { AccessDirectory, FeedStatus } from './types';
import { within } from './within';

const CATCH_UP_MS = 1_500;

type Listener = (serverRefs: ReadonlySet<string>) => void;

/** Options of {@link FeedFollower}. */
export interface FeedFollowerOptions {
  registry: McpRegistryService;
  logger: LoggerService;
  clock?: Clock;
  pollMs?: number;
  /** After so long without news, calls that change things are refused. */
  behindAfterMs?: number;
  /** After so long without news, all calls are refused. */
  lostAfterMs?: number;
}

/** Follows the registry's change feed and holds the access documents: every decision is made from here, in memory. */
export class FeedFollower implements AccessDirectory {
  static create(options: FeedFollowerOptions): FeedFollower {
    return new FeedFollower(options);
  }

  readonly #options: Required<FeedFollowerOptions>;
  readonly #reader: FeedReader;
  readonly #run: SharedRun;
  readonly #listeners = new Set<Listener>();
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #heard: Moment | undefined;
  #outage = false;

  private constructor(options: FeedFollowerOptions) {
    this.#options = {
      clock: systemClock,
      pollMs: 1_000,
      behindAfterMs: 2_000,
      lostAfterMs: 30_000,
      ...options,
    };
    this.#reader = FeedReader.create({
      registry: options.registry,
      logger: options.logger,
      clock: this.#options.clock,
      signal: this.#stopped.signal,
      onChanged: serverRefs => this.#notify(serverRefs),
    });
    this.#run = SharedRun.create(() => this.#follow());
  }

  /** Begins to follow; the first documents are there when `isReady()`. */
  start(): void {
    if (!this.#timer && !this.#stopped.signal.aborted) {
      this.#schedule(0);
    }
  }

  /** Ends the polling and breaks off what is under way. A stopped follower stays stopped. */
  stop(): void {
    this.#stopped.abort();
    clearTimeout(this.#timer);
  }

  get(serverRef: string): AccessDocument | undefined {
    return this.#reader.documents.get(serverRef);
  }

  refs(): string[] {
    return this.#reader.documents.refs();
  }

  status(): FeedStatus {
    const heard = this.#heard;
    return {
      sequence: this.#reader.sequence,
      state: this.state(),
      lastHeardAt: heard && new Date(heard.now).toISOString(),
    };
  }

  state(): FeedState {
    const { clock, behindAfterMs, lostAfterMs } = this.#options;
    const heard = this.#heard;
    const silence = heard && elapsedSince(clock, heard);
    return feedState({ silence, behindAfterMs, lostAfterMs });
  }

  sequence(): number {
    return this.#reader.sequence;
  }

  stops(): ActiveStops | undefined {
    return this.#reader.stops.current;
  }

  isReady(): boolean {
    return this.#heard !== undefined;
  }

  async catchUp(): Promise<void> {
    if (!this.#stopped.signal.aborted) {
      // What went wrong is logged and seen in the state; who waits decides with what is known then.
      await within(this.#run.ask(), CATCH_UP_MS).catch(() => undefined);
    }
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#run
        .ask()
        .catch(() => undefined)
        .finally(() => {
          if (!this.#stopped.signal.aborted) {
            this.#schedule(this.#options.pollMs);
          }
        });
    }, delayMs);
    this.#timer.unref();
  }

  async #follow(): Promise<void> {
    const { logger } = this.#options;
    if (this.#stopped.signal.aborted) {
      return;
    }
    try {
      this.#heard = await this.#reader.catchUp();
    } catch (error) {
      if (!this.#outage && !this.#stopped.signal.aborted) {
        this.#outage = true;
        logger.warn(
          `The registry cannot be followed; calls are refused step by step until it can: ${stringifyError(
            error,
          )}`,
        );
      }
      throw error;
    }
    if (this.#outage) {
      this.#outage = false;
      logger.info('The registry is followed again');
    }
  }

  #notify(serverRefs: ReadonlySet<string>): void {
    for (const listener of this.#listeners) {
      try {
        listener(serverRefs);
      } catch (error) {
        this.#options.logger.error(
          `A listener to changes of access failed: ${stringifyError(error)}`,
        );
      }
    }
  }
}
