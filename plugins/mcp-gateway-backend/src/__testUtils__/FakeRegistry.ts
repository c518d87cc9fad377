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
  NewReaction,
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

  async listReaching(): Promise<{ digests: string[]; servers: string[] }> {
    return { digests: [], servers: [] };
  }

  async getStops(): Promise<StopList> {
    this.#check();
    return { sequence: this.#stopsSequence, items: this.#stops };
  }

  /** What rules have held back, by the id of the reaction. */
  readonly reactions = new Map<string, NewReaction>();

  async placeReaction(reaction: NewReaction) {
    this.#check();
    const { id, kind, subjects, seconds, message } = reaction;
    const endsAt = new Date(Date.now() + seconds * 1000).toISOString();
    const stops = subjects.map((subject, nth) => ({
      ...{ id: `${id} ${nth}`, kind, endsAt },
      subject:
        kind === 'server'
          ? this.#documents.get(subject)?.serverId ?? ''
          : subject,
      ...(message !== undefined && { message }),
    }));
    if (!this.reactions.has(id)) this.setStops(...this.#stops, ...stops);
    this.reactions.set(id, reaction);
    return { stops, endsAt };
  }

  async withdrawReaction(id: string) {
    this.#check();
    this.setStops(...this.#stops.filter(stop => !stop.id.startsWith(id)));
    return { stops: [], endsAt: new Date().toISOString() };
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
