import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { isServed } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Clock } from '../access/Clock';
import { forEachBounded } from '../access/forEachBounded';
import type { AccessDirectory } from '../access/types';
import type {
  AskedUpstream,
  AskWithoutCredential,
} from './askWithoutCredential';
import type { ServerAnswer, SetupRun, SetupRunStore } from './SetupRunStore';

const MAX_SERVERS = 500;
const AT_ONCE = 8;
/** A run that was not heard of for so long ended with its process. */
const DEAD_AFTER_MS = 60_000;

/** Asks every active server, on demand and as nobody, whether it answers past the gateway (D10). */
export class ServerCheck {
  static create(options: {
    store: SetupRunStore;
    directory: Pick<AccessDirectory, 'refs' | 'get'>;
    ask: AskWithoutCredential;
    clock: Pick<Clock, 'now'>;
    logger: LoggerService;
  }): ServerCheck {
    return new ServerCheck(options);
  }

  readonly #options: Parameters<typeof ServerCheck.create>[0];
  #running: Promise<void> | undefined;
  #isStopped = false;

  private constructor(options: Parameters<typeof ServerCheck.create>[0]) {
    this.#options = options;
  }

  /** The last run, and whether it is still under way. */
  async last(): Promise<(SetupRun & { isRunning: boolean }) | undefined> {
    const run = await this.#options.store.read();
    return (
      run && {
        ...run,
        isRunning: !run.finishedAt && run.heardAt >= this.#deadBefore(),
      }
    );
  }

  /** Begins a run, where none is under way on any replica. */
  async begin(): Promise<void> {
    const { store } = this.#options;
    const servers = this.#servers();
    const runId = randomUUID();
    const isOurs = await store.begin({
      runId,
      at: this.#now(),
      deadBefore: this.#deadBefore(),
      total: servers.length,
    });
    if (isOurs) this.#running = this.#run(runId, servers);
  }

  /** Begins nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(
    runId: string,
    servers: { ref: string; upstream: AskedUpstream }[],
  ): Promise<void> {
    const { store, ask, logger } = this.#options;
    const results: Record<string, ServerAnswer> = {};
    try {
      await forEachBounded(servers, AT_ONCE, async ({ ref, upstream }) => {
        if (this.#isStopped) return;
        results[ref] = await ask(upstream);
        await store.save(runId, {
          heardAt: this.#now(),
          done: Object.keys(results).length,
          results,
        });
      });
      if (this.#isStopped) return;
      await store.save(runId, {
        heardAt: this.#now(),
        finishedAt: this.#now(),
        done: servers.length,
        results,
      });
    } catch (error) {
      logger.warn(`The check of servers ended: ${stringifyError(error)}`);
    }
  }

  #servers(): { ref: string; upstream: AskedUpstream }[] {
    const { directory } = this.#options;
    return directory
      .refs()
      .sort()
      .flatMap(ref => {
        const document = directory.get(ref);
        const upstream = document?.approvedRevision?.upstream;
        // What the gateway runs itself has no other way to it.
        return document &&
          isServed(document, this.#options.clock.now()) &&
          upstream &&
          upstream.type !== 'hosted'
          ? [{ ref, upstream }]
          : [];
      })
      .slice(0, MAX_SERVERS);
  }

  #now(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }

  #deadBefore(): string {
    return new Date(this.#options.clock.now() - DEAD_AFTER_MS).toISOString();
  }
}
