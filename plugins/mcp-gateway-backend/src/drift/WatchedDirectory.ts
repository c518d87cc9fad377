import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  AccessDocument,
  ActiveStops,
  FeedState,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory, FeedStatus } from '../access/types';
import type { DriftWatch } from './DriftWatch';
import type { Standings } from './Standings';

/** The access documents with quarantined tools marked: everything that decides on documents knows of it thereby. */
export class WatchedDirectory implements AccessDirectory {
  static create(options: {
    directory: AccessDirectory;
    standings: Pick<Standings, 'mark'>;
    watch: Pick<DriftWatch, 'onChange' | 'decided'>;
    logger: LoggerService;
  }): WatchedDirectory {
    return new WatchedDirectory(options);
  }

  readonly #options: Parameters<typeof WatchedDirectory.create>[0];

  private constructor(options: Parameters<typeof WatchedDirectory.create>[0]) {
    this.#options = options;
  }

  get(serverRef: string): AccessDocument | undefined {
    const { directory, standings } = this.#options;
    const document = directory.get(serverRef);
    return document && standings.mark(document);
  }

  refs(): string[] {
    return this.#options.directory.refs();
  }

  status(): FeedStatus {
    return this.#options.directory.status();
  }

  state(): FeedState {
    return this.#options.directory.state();
  }

  sequence(): number {
    return this.#options.directory.sequence();
  }

  stops(): ActiveStops | undefined {
    return this.#options.directory.stops();
  }

  isReady(): boolean {
    return this.#options.directory.isReady();
  }

  async catchUp(): Promise<void> {
    await this.#options.directory.catchUp();
  }

  /** Tells about decisions, and about tools that were held back or let go. */
  onChange(listener: (serverRefs: ReadonlySet<string>) => void): () => void {
    const { directory, watch } = this.#options;
    const stop = directory.onChange(listener);
    const stopWatching = watch.onChange(serverIds => {
      const refs = directory
        .refs()
        .filter(ref => serverIds.has(directory.get(ref)?.serverId ?? ''));
      if (refs.length > 0) listener(new Set(refs));
    });
    return () => {
      stop();
      stopWatching();
    };
  }

  /** Has what is written down judged anew whenever somebody decided. Returns the function that ends it. */
  settle(): () => void {
    const { directory, watch, logger } = this.#options;
    return directory.onChange(refs => {
      for (const ref of refs) {
        watch
          .decided(directory.get(ref))
          .catch(error =>
            logger.error(
              `The tools of ${ref} could not be judged anew: ${stringifyError(
                error,
              )}`,
            ),
          );
      }
    });
  }
}
