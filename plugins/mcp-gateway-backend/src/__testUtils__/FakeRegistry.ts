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

/** A registry in memory, behind the same door as the real one. */
export class FakeRegistry implements McpRegistryService {
  readonly #documents = new Map<string, AccessDocument>();
  readonly #changes: AccessChange[] = [];
  #stops: Stop[] = [];
  /** Changes that are no document's: where stops changed. */
  #head = 0;
  #stopsSequence = 0;
  #down = false;

  /** The newest sequence number. */
  get head(): number {
    return this.#head;
  }

  /** Decides something: the document is there, and in the feed, from now on. */
  put(document: Omit<AccessDocument, 'sequence' | 'version'>): void {
    const { serverId, serverRef } = document;
    const sequence = ++this.#head;
    this.#documents.set(serverRef, { ...document, version: 1, sequence });
    this.#changes.push({ sequence, serverId, serverRef });
  }

  /** Changes part of a document that is there. */
  change(serverRef: string, part: Partial<AccessDocument>): void {
    const document = this.#documents.get(serverRef);
    if (!document) throw new Error(`${serverRef} was never put`);
    this.put({ ...document, ...part });
  }

  /** What is stopped from now on, all of it. Returns the sequence number of the change. */
  setStops(...stops: Stop[]): number {
    this.#stops = stops;
    this.#stopsSequence = ++this.#head;
    return this.#stopsSequence;
  }

  /** Cuts the gateway off, or lets it back in. */
  setDown(down: boolean): void {
    this.#down = down;
  }

  async getChanges(options: { after: number }): Promise<AccessChangePage> {
    this.#check();
    return {
      epoch: 'one',
      head: this.#head,
      stops: this.#stopsSequence,
      changes: this.#changes.filter(({ sequence }) => sequence > options.after),
    };
  }

  async getStops(): Promise<StopList> {
    this.#check();
    return { sequence: this.#stopsSequence, items: this.#stops };
  }

  async listDocuments(): Promise<{ items: AccessChange[] }> {
    this.#check();
    const newest = new Map(this.#changes.map(item => [item.serverRef, item]));
    return { items: [...newest.values()] };
  }

  async getDocument(options: {
    serverRef: string;
    etag?: string;
  }): Promise<AccessDocumentAnswer> {
    this.#check();
    const document = this.#documents.get(options.serverRef);
    if (!document) return { status: 'not-found' };
    const etag = `"${document.sequence}"`;
    return options.etag === etag
      ? { status: 'not-modified' }
      : { status: 'ok', document, etag };
  }

  #check() {
    if (this.#down) throw new Error('The registry is down');
  }
}
