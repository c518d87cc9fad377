import type {
  AccessDocument,
  StopList,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { RegistrySchemas } from '@sallyport/backstage-plugin-mcp-registry-common';

/**
 * One change of the access door's feed.
 *
 * @public
 */
export interface AccessChange {
  /** Position in the feed; a later commit has a higher number. */
  sequence: number;
  /** The registry's id of the server that changed. */
  serverId: string;
  /** The entity ref of the server that changed. */
  serverRef: string;
}

/**
 * A page of the change feed.
 *
 * @public
 */
export interface AccessChangePage {
  /** Changes when the feed was reset: readers then start over. */
  epoch: string;
  /** The newest sequence number. */
  head: number;
  /** In the order of their sequence numbers. */
  changes: AccessChange[];
  /** The newest change about stops: another number than that of the list that is held means that there is another list. */
  stops?: number;
}

/**
 * The answer to a request for one access document.
 *
 * @public
 */
export type AccessDocumentAnswer =
  | { status: 'ok'; document: AccessDocument; etag: string }
  | { status: 'not-modified' }
  | { status: 'not-found' };

/**
 * What a rule of the gateway holds back, why and for how long.
 *
 * @public
 */
export type NewReaction = RegistrySchemas['NewReaction'];

/**
 * The stops that a reaction has placed.
 *
 * @public
 */
export type PlacedReaction = RegistrySchemas['Reaction'];

/**
 * The access door: what a gateway may ask the registry.
 *
 * Every answer is validated; one that does not fit its schema is an error, never a guess.
 *
 * @public
 */
export interface McpRegistryService {
  /** What changed after a sequence number. */
  getChanges(options: {
    after: number;
    limit?: number;
    signal?: AbortSignal;
  }): Promise<AccessChangePage>;

  /** All stops in force. */
  getStops(options?: { signal?: AbortSignal }): Promise<StopList>;

  /** Every server with its newest sequence number, page by page. */
  listDocuments(options: {
    cursor?: string;
    limit?: number;
    signal?: AbortSignal;
  }): Promise<{ items: AccessChange[]; nextCursor?: string }>;

  /** The access document of one server; with `etag`, only if it changed since. */
  getDocument(options: {
    serverRef: string;
    etag?: string;
    signal?: AbortSignal;
  }): Promise<AccessDocumentAnswer>;

  /** Every reviewed version that reaches a system, those of old as well, and the servers whose version of now does. */
  listReaching(options: {
    system: string;
    signal?: AbortSignal;
  }): Promise<{ digests: string[]; servers: string[] }>;

  /** Holds something back for a time, by a rule. Asked for again with the same id it is not placed again. */
  placeReaction(
    reaction: NewReaction,
    options?: { signal?: AbortSignal },
  ): Promise<PlacedReaction>;

  /** Gives back what a reaction holds back, and nothing else. */
  withdrawReaction(
    id: string,
    options: { reason: string; signal?: AbortSignal },
  ): Promise<PlacedReaction>;
}
