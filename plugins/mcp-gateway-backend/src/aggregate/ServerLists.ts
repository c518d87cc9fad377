import { setTimeout as sleep } from 'timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { LRUCache } from 'lru-cache';
import { messagesOf } from '../era/messagesOf';
import type { WireMessage } from '../era/readMessages';
import { isObject } from '../rewrite/isObject';
import type { UpstreamRequest } from '../transport/Upstream';
import type { InnerCalls } from './InnerCalls';
import {
  exposeItem,
  type ListedItem,
  LISTINGS,
  type ListMethod,
} from './listings';
import { signInTools } from './signInTools';

/** So long what a server listed is not asked for again. */
const FRESH_MS = 10_000;
/** So long others wait for a server that answered the last time. */
const PATIENCE_MS = 2_000;
/** And for one that did not. */
const IMPATIENCE_MS = 100;
const MAX_ENTRIES = 5_000;
const MAX_PAGES = 50;
const MAX_ITEMS = 2_000;

interface Listed {
  items: readonly ListedItem[];
  /** The person has to connect an account first: what is shown is not what the server lists. */
  needsSignIn?: boolean;
}

interface Entry extends Listed {
  at: number;
  digest: string | undefined;
  /** Which tools were held back. */
  held: string;
  /** Of the document: whatever was decided since may show in the list. */
  sequence: number;
}

/** What servers list, one by one, for one person: a server that is slow or gone holds up nobody else's. */
export class ServerLists {
  static create(options: {
    inner: InnerCalls;
    clock: () => number;
    logger: LoggerService;
    /** Where people connect accounts. */
    portalUrl?: string;
    /** A list came too late for those who asked for it. */
    onLate: (userEntityRef: string) => void;
  }) {
    return new ServerLists(options);
  }

  readonly #options: Parameters<typeof ServerLists.create>[0];
  readonly #known = new LRUCache<string, Entry>({ max: MAX_ENTRIES });
  readonly #running = new Map<
    string,
    Promise<readonly ListedItem[] | undefined>
  >();
  /** Servers whose last list came late, or not at all. */
  readonly #slow = new LRUCache<string, true>({ max: MAX_ENTRIES });

  private constructor(options: Parameters<typeof ServerLists.create>[0]) {
    this.#options = options;
  }

  /** Items of all these servers, in a stable order. */
  async list(options: {
    request: UpstreamRequest;
    method: ListMethod;
    documents: readonly AccessDocument[];
    envelope: Record<string, unknown>;
  }): Promise<ListedItem[]> {
    const { documents, ...rest } = options;
    const lists = await Promise.all(
      documents.map(document => this.#ofServer({ ...rest, document })),
    );
    return lists
      .flat()
      .sort((a, b) =>
        a.sortKey < b.sortKey ? -1 : Number(a.sortKey > b.sortKey),
      );
  }

  async #ofServer(options: ListOptions): Promise<readonly ListedItem[]> {
    const { request, method, document } = options;
    const user = request.call.principal?.userEntityRef ?? '';
    const key = JSON.stringify([user, document.serverId, method]);
    const entry = this.#known.get(key);
    const { clock, logger, onLate } = this.#options;
    // Of another revision nothing is shown, however fresh.
    // Nor of what is held back by now.
    const isUsable =
      entry?.digest === document.approvedRevision?.digest &&
      entry?.held === heldTools(document);
    const isFresh =
      entry?.sequence === document.sequence &&
      !entry.needsSignIn &&
      clock() - entry.at < FRESH_MS;
    if (entry && isUsable && isFresh) return entry.items;

    const asked = this.#ask(key, options);
    const patience = this.#slow.has(document.serverId)
      ? IMPATIENCE_MS
      : PATIENCE_MS;
    const late = new AbortController();
    const items = await Promise.race([
      asked,
      sleep(patience, 'late' as const, { signal: late.signal }).catch(
        () => undefined,
      ),
    ]);
    late.abort();
    if (items === 'late') {
      this.#slow.set(document.serverId, true);
      logger.warn(
        `${document.serverRef} did not list in time and is left out of ${method} for all servers until it does`,
      );
      void asked.then(found => found && onLate(user));
      return entry && isUsable ? entry.items : [];
    }
    return items ?? (entry && isUsable ? entry.items : []);
  }

  /** One question for all of a person's clients that wait for its answer. */
  #ask(
    key: string,
    options: ListOptions,
  ): Promise<readonly ListedItem[] | undefined> {
    const running =
      this.#running.get(key) ??
      this.#fetch(options)
        .then(listed => {
          this.#remember(key, options.document, listed);
          return listed.items;
        })
        .catch(() => {
          this.#slow.set(options.document.serverId, true);
          return undefined;
        })
        .finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  #remember(key: string, document: AccessDocument, listed: Listed) {
    this.#slow.delete(document.serverId);
    this.#known.set(key, {
      ...listed,
      at: this.#options.clock(),
      digest: document.approvedRevision?.digest,
      held: heldTools(document),
      sequence: document.sequence,
    });
  }

  /** All pages. A server that refuses or knows no such list has none. */
  async #fetch(options: ListOptions): Promise<Listed> {
    const { request, method, document, envelope } = options;
    const { portalUrl } = this.#options;
    // Whoever asked may leave; the list is for whoever asks next.
    const { signal } = new AbortController();
    const items: ListedItem[] = [];
    let cursor: unknown;
    for (let page = 0; page < MAX_PAGES; page++) {
      const message = await this.#page({
        ...{ request, document, method, envelope, signal },
        params: cursor === undefined ? {} : { cursor },
      });
      if (wantsSignIn(message)) {
        const isOfTools = method === 'tools/list';
        const shown = isOfTools ? signInTools(document, portalUrl) : [];
        return { items: shown, needsSignIn: true };
      }
      const { result } = message ?? {};
      const listed = result?.[LISTINGS[method].key];
      if (!Array.isArray(listed)) break;
      for (const item of listed) {
        const exposed = exposeItem(method, item, document);
        if (exposed && items.length < MAX_ITEMS) items.push(exposed);
      }
      cursor = result?.nextCursor;
      if (typeof cursor !== 'string' || items.length >= MAX_ITEMS) break;
    }
    return { items };
  }

  async #page(
    options: Omit<Parameters<InnerCalls['make']>[0], 'id'>,
  ): Promise<WireMessage | undefined> {
    const answer = await this.#options.inner.make({ ...options, id: 1 });
    if (answer.status >= 500) throw new Error(`Answered ${answer.status}`);
    for await (const message of messagesOf(answer)) {
      if (message.id === 1) return message;
    }
    return undefined;
  }
}

function heldTools({ approvedRevision }: AccessDocument): string {
  const { tools } = approvedRevision ?? {};
  const held = tools?.filter(({ quarantined }) => quarantined) ?? [];
  return JSON.stringify(held.map(({ name }) => name));
}

/** A server that says so itself reaches no more than that its own approved tools are shown so. */
function wantsSignIn(message: WireMessage | undefined): boolean {
  const data = message?.error?.data;
  return isObject(data) && data.reason === 'credential.needs-sign-in';
}

interface ListOptions {
  request: UpstreamRequest;
  method: ListMethod;
  document: AccessDocument;
  envelope: Record<string, unknown>;
}
