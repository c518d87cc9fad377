import type {
  AccessDocument,
  Stop,
  StopList,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  AccessChange,
  AccessChangePage,
  AccessDocumentAnswer,
  McpRegistryService,
} from '@sallyport/backstage-plugin-mcp-registry-node';

/** The access door with everything that can go wrong behind it. */
export class ScriptedRegistry implements McpRegistryService {
  pageSize = 1_000;
  questions = 0;
  hang = false;
  mostDocumentsAtOnce = 0;
  onChanges: (() => void) | undefined;

  readonly #documents = new Map<
    string,
    { document: AccessDocument; etag: string }
  >();
  readonly #newest = new Map<string, AccessChange>();
  readonly #failures = new Map<string, Error>();
  #epoch = 'one';
  #head = 0;
  #isDown = false;
  #stops: { sequence: number; items: Stop[] } = { sequence: 0, items: [] };
  #stopsFail = false;
  #documentsUnderWay = 0;

  put(serverRef: string, part: Partial<AccessDocument> = {}): void {
    this.touchWithoutChange(serverRef);
    this.#documents.set(serverRef, {
      etag: `"${this.#head}"`,
      document: {
        version: 1,
        sequence: this.#head,
        serverId: `id of ${serverRef}`,
        serverRef,
        title: serverRef,
        owner: 'group:default/data-platform',
        status: 'active',
        riskTier: 'low',
        dataClassification: 'internal',
        grants: [],
        ...part,
      },
    });
  }

  remove(serverRef: string): void {
    this.touchWithoutChange(serverRef);
    this.#documents.delete(serverRef);
  }

  /** A change of the feed after which the document is what it was. */
  touchWithoutChange(serverRef: string): void {
    this.#head += 1;
    this.#newest.set(serverRef, {
      sequence: this.#head,
      serverId: `id of ${serverRef}`,
      serverRef,
    });
  }

  /** Everything is gone, as after a restore from a backup. */
  reset(epoch: string): void {
    this.#epoch = epoch;
    this.#head = 0;
    this.#stops = { sequence: 0, items: [] };
    this.#documents.clear();
    this.#newest.clear();
  }

  /** What is stopped from now on, all of it. */
  setStops(...items: Stop[]): void {
    this.#head += 1;
    this.#stops = { sequence: this.#head, items };
  }

  failStops(isFailing: boolean): void {
    this.#stopsFail = isFailing;
  }

  async placeReaction(): Promise<never> {
    throw new Error('No rule holds anything back here');
  }

  async withdrawReaction(): Promise<never> {
    throw new Error('No rule holds anything back here');
  }

  async listReaching(): Promise<{ digests: string[]; servers: string[] }> {
    return { digests: [], servers: [] };
  }

  async getStops(options?: { signal?: AbortSignal }): Promise<StopList> {
    await this.#answer(options?.signal);
    if (this.#stopsFail) throw new Error('no stops today');
    return this.#stops;
  }

  setDown(isDown: boolean): void {
    this.#isDown = isDown;
  }

  failDocument(serverRef: string, error: Error | undefined): void {
    if (error) this.#failures.set(serverRef, error);
    else this.#failures.delete(serverRef);
  }

  async getChanges(options: {
    after: number;
    limit?: number;
    signal?: AbortSignal;
  }): Promise<AccessChangePage> {
    this.questions += 1;
    await this.#answer(options.signal);
    const changes = this.#feed()
      .filter(change => change.sequence > options.after)
      .slice(0, Math.min(this.pageSize, options.limit ?? this.pageSize));
    const stops = this.#stops.sequence;
    const answer = { epoch: this.#epoch, head: this.#head, stops, changes };
    this.onChanges?.();
    return answer;
  }

  async listDocuments(options: {
    cursor?: string;
    signal?: AbortSignal;
  }): Promise<{ items: AccessChange[]; nextCursor?: string }> {
    await this.#answer(options.signal);
    const start = Number(options.cursor ?? 0);
    const end = start + this.pageSize;
    const all = this.#feed().filter(item =>
      this.#documents.has(item.serverRef),
    );
    return {
      items: all.slice(start, end),
      nextCursor: end < all.length ? String(end) : undefined,
    };
  }

  async getDocument(options: {
    serverRef: string;
    etag?: string;
    signal?: AbortSignal;
  }): Promise<AccessDocumentAnswer> {
    this.#documentsUnderWay += 1;
    this.mostDocumentsAtOnce = Math.max(
      this.mostDocumentsAtOnce,
      this.#documentsUnderWay,
    );
    try {
      await this.#answer(options.signal);
      const failure = this.#failures.get(options.serverRef);
      if (failure) throw failure;
      const held = this.#documents.get(options.serverRef);
      if (!held) return { status: 'not-found' };
      return held.etag === options.etag
        ? { status: 'not-modified' }
        : { status: 'ok', ...held };
    } finally {
      this.#documentsUnderWay -= 1;
    }
  }

  #feed(): AccessChange[] {
    return [...this.#newest.values()].sort((a, b) => a.sequence - b.sequence);
  }

  async #answer(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
      if (!this.hang) setImmediate(resolve);
    });
    if (this.#isDown) throw new TypeError('fetch failed');
  }
}
