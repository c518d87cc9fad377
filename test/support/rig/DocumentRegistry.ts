import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type {
  AccessChange,
  McpRegistryService,
} from '@sallyport/backstage-plugin-mcp-registry-node';

/** Which revisions reach a system, and which servers did before revisions were recorded: by the system's ref. */
export type Reaching = Record<string, { digests: string[]; servers: string[] }>;

/** The registry as a rig's gateways see it: the access documents that they were given, and their feed. */
export class DocumentRegistry implements McpRegistryService {
  static create(): DocumentRegistry {
    return new DocumentRegistry();
  }

  readonly #documents = new Map<string, AccessDocument>();
  readonly #changes: AccessChange[] = [];
  #reaching: Reaching = {};

  private constructor() {}

  /** Every gateway of a rig is given the same documents in the same order: the numbers agree. */
  put(document: Omit<AccessDocument, 'sequence' | 'version'>): void {
    const { serverId, serverRef } = document;
    const sequence = this.#changes.length + 1;
    this.#documents.set(serverRef, { ...document, version: 1, sequence });
    this.#changes.push({ sequence, serverId, serverRef });
  }

  async getChanges({ after }: { after: number }) {
    return {
      epoch: 'rig',
      head: this.#changes.length,
      changes: this.#changes.slice(after),
    };
  }

  async placeReaction(): Promise<never> {
    throw new Error('No rule holds anything back here');
  }

  async withdrawReaction(): Promise<never> {
    throw new Error('No rule holds anything back here');
  }

  /** What searches by a reached system find. */
  setReaching(reaching: Reaching = {}): void {
    this.#reaching = reaching;
  }

  async listReaching({ system }: { system: string }) {
    return this.#reaching[system] ?? { digests: [], servers: [] };
  }

  async getStops() {
    return { sequence: 0, items: [] };
  }

  async listDocuments() {
    const newest = new Map(this.#changes.map(item => [item.serverRef, item]));
    return { items: [...newest.values()] };
  }

  async getDocument(options: { serverRef: string; etag?: string }) {
    const document = this.#documents.get(options.serverRef);
    if (!document) return { status: 'not-found' as const };
    const etag = `"${document.sequence}"`;
    return options.etag === etag
      ? { status: 'not-modified' as const }
      : { status: 'ok' as const, document, etag };
  }
}
