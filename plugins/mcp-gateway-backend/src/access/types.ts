import type {
  AccessDocument,
  ActiveStops,
  FeedState,
  Principal,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** How far this replica has followed the registry. */
export interface FeedStatus {
  /** The newest sequence number that was applied. */
  sequence: number;
  state: FeedState;
  /** ISO 8601, when the feed last answered. */
  lastHeardAt?: string;
}

/** The access documents that this replica holds, kept current by the change feed. */
export interface AccessDirectory {
  /** The document of a server, by normalised entity ref (`api:default/orders`). */
  get(serverRef: string): AccessDocument | undefined;
  /** All servers whose document is held. */
  refs(): string[];
  status(): FeedStatus;
  /** Of the status what each call asks for. */
  state(): FeedState;
  /** The newest sequence number that was applied: whatever has it or a lower one is known here. */
  sequence(): number;
  /** What was stopped; `undefined` where nothing is. */
  stops(): ActiveStops | undefined;
  /** True once the first full set of documents was read. */
  isReady(): boolean;
  /** Asks the feed once whether this replica is behind and applies what it hears: one request for all who wait. Never throws. */
  catchUp(): Promise<void>;
  /** Tells about servers whose document changed, and about all of them when something was stopped or a stop lifted. Returns the function that ends it. */
  onChange(listener: (serverRefs: ReadonlySet<string>) => void): () => void;
}

/** Finds the groups of a person in the catalog. */
export interface MembershipResolver {
  /** `undefined` when the catalog does not know the person (any more). Throws when the catalog cannot be asked. */
  resolve(
    userEntityRef: string,
  ): Principal | undefined | Promise<Principal | undefined>;
}
