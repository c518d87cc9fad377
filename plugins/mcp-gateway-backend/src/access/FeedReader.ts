import type { LoggerService } from '@backstage/backend-plugin-api';
import type { McpRegistryService } from '@sallyport/backstage-plugin-mcp-registry-node';
import { type Clock, elapsedSince, type Moment, momentOf } from './Clock';
import { DocumentSet } from './DocumentSet';
import { normalizeServerRef } from './normalizeServerRef';
import { StopSet } from './StopSet';

const CHANGES_TIMEOUT_MS = 1_500;
const DOCUMENT_TIMEOUT_MS = 10_000;
const PAGE_LIMIT = 1_000;
const MAX_PAGES = 1_000;
const RETRY_UNREADABLE_MS = 10_000;

/** Reads the change feed from where it stopped, and applies what it says. Not for two runs at once. */
export class FeedReader {
  static create(options: {
    registry: McpRegistryService;
    logger: LoggerService;
    clock: Clock;
    signal: AbortSignal;
    /** Told once for each batch of applied changes. */
    onChanged: (serverRefs: ReadonlySet<string>) => void;
  }): FeedReader {
    return new FeedReader(options);
  }

  readonly documents: DocumentSet;
  readonly stops: StopSet;
  readonly #options: Parameters<typeof FeedReader.create>[0];
  #position: { epoch: string; sequence: number } | undefined;
  #retriedUnreadable: Moment;

  private constructor(options: Parameters<typeof FeedReader.create>[0]) {
    this.#options = options;
    this.documents = DocumentSet.create(options);
    this.stops = StopSet.create(options);
    this.#retriedUnreadable = momentOf(options.clock);
  }

  /** The newest change whose documents were applied. */
  get sequence(): number {
    return this.#position?.sequence ?? 0;
  }

  /** Reads on to the end of the feed. Returns the moment of which everything is known now. */
  async catchUp(): Promise<Moment> {
    const { clock } = this.#options;
    for (let page = 0; page < MAX_PAGES; page++) {
      if (!this.#position) {
        this.#position = await this.#startOver();
      }
      // What holds is known as of the asking, not as of the answer.
      const asked = momentOf(clock);
      const { epoch, sequence } = this.#position;
      const answer = await this.#changes(sequence, PAGE_LIMIT);
      if (answer.epoch !== epoch || answer.head < sequence) {
        this.#position = undefined;
        continue;
      }
      const last = answer.changes.at(-1)?.sequence;
      // Before anything else: what is stopped is stopped, whatever becomes of the documents.
      await this.#applyStops({ wanted: answer.stops });
      await this.#apply(answer.changes.map(change => change.serverRef));
      this.#position = { epoch, sequence: last ?? answer.head };
      if (last === undefined || last >= answer.head) {
        await this.#retryUnreadable();
        return asked;
      }
    }
    throw new Error('The change feed of the registry does not come to an end');
  }

  async #startOver(): Promise<{ epoch: string; sequence: number }> {
    // The position is read before the documents: what changes in between is heard again, never missed.
    const { epoch, head, stops } = await this.#changes(0, 1);
    await this.#applyStops({ wanted: stops, isNewEpoch: true });
    const listed = await this.#list();
    const changed = new Set<string>();
    try {
      await this.documents.refresh({
        serverRefs: listed,
        changed,
        signal: () => this.#within(DOCUMENT_TIMEOUT_MS),
        ignoreEtags: true,
      });
      this.documents.keepOnly(listed).forEach(ref => changed.add(ref));
    } finally {
      this.#tell(changed);
    }
    return { epoch, sequence: head };
  }

  async #list(): Promise<Set<string>> {
    const refs = new Set<string>();
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const { items, nextCursor } = await this.#options.registry.listDocuments({
        cursor,
        limit: PAGE_LIMIT,
        signal: this.#within(DOCUMENT_TIMEOUT_MS),
      });
      items.forEach(item => refs.add(normalizeServerRef(item.serverRef)));
      if (nextCursor === undefined) {
        return refs;
      }
      cursor = nextCursor;
    }
    throw new Error('The registry lists servers without an end');
  }

  async #applyStops(options: { wanted?: number; isNewEpoch?: boolean }) {
    const { wanted, isNewEpoch } = options;
    const isAnother = await this.stops.refresh({
      wanted,
      isNewEpoch,
      signal: () => this.#within(DOCUMENT_TIMEOUT_MS),
    });
    // What a stop hits is seen by looking at everything again.
    if (isAnother) this.#tell(new Set(this.documents.refs()));
  }

  async #apply(serverRefs: string[]): Promise<void> {
    const changed = new Set<string>();
    try {
      await this.documents.refresh({
        serverRefs,
        changed,
        signal: () => this.#within(DOCUMENT_TIMEOUT_MS),
      });
    } finally {
      this.#tell(changed);
    }
  }

  async #retryUnreadable(): Promise<void> {
    const { clock } = this.#options;
    if (elapsedSince(clock, this.#retriedUnreadable) >= RETRY_UNREADABLE_MS) {
      this.#retriedUnreadable = momentOf(clock);
      await this.#apply(this.documents.unreadableRefs());
    }
  }

  async #changes(after: number, limit: number) {
    return await this.#options.registry.getChanges({
      after,
      limit,
      signal: this.#within(CHANGES_TIMEOUT_MS),
    });
  }

  #tell(changed: ReadonlySet<string>): void {
    if (changed.size > 0) {
      this.#options.onChanged(changed);
    }
  }

  #within(milliseconds: number): AbortSignal {
    return AbortSignal.any([
      this.#options.signal,
      AbortSignal.timeout(milliseconds),
    ]);
  }
}
