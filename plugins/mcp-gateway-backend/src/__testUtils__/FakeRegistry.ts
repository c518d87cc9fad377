import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
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
  #down = false;

  /** The newest sequence number. */
  get head(): number {
    return this.#changes.length;
  }

  /** Decides something: the document is there, and in the feed, from now on. */
  put(document: Omit<AccessDocument, 'sequence' | 'version'>): void {
    const { serverId, serverRef } = document;
    const sequence = this.#changes.length + 1;
    this.#documents.set(serverRef, { ...document, version: 1, sequence });
    this.#changes.push({ sequence, serverId, serverRef });
  }

  /** Changes part of a document that is there. */
  change(serverRef: string, part: Partial<AccessDocument>): void {
    const document = this.#documents.get(serverRef);
    if (!document) throw new Error(`${serverRef} was never put`);
    this.put({ ...document, ...part });
  }

  /** Cuts the gateway off, or lets it back in. */
  setDown(down: boolean): void {
    this.#down = down;
  }

  async getChanges(options: { after: number }): Promise<AccessChangePage> {
    this.#check();
    return {
      epoch: 'one',
      head: this.#changes.length,
      changes: this.#changes.slice(options.after),
    };
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
