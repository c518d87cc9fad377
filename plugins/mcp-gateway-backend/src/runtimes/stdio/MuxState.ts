import { LRUCache } from 'lru-cache';
import type { Era } from '../../pipeline/types';
import { isObject } from '../../rewrite/isObject';
import type { Delivery } from './Delivery';
import { PendingRequests } from './PendingRequests';
import { Questions } from './Questions';
import { Subscriptions } from './Subscriptions';
import type { WireId, WireMessage } from './WireMessage';

const MAX_OWNED = 10_000;
const RELATED_TASK = 'io.modelcontextprotocol/related-task';

/** Who uses a runtime together: everybody, the sessions of one person, one session. */
export type Sharing = 'everybody' | 'person' | 'session';

/** A session as the multiplexer knows it. */
export interface WireSession {
  readonly id: string;
  /** What its client can be asked. */
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** What is known of the sessions that share a runtime, and whose what it writes must be. */
export class MuxState {
  readonly sharing: Sharing;
  /** Known once the runtime has answered for the first time. */
  era: Era = 'legacy';
  readonly sessions = new Map<string, WireSession>();
  readonly pending = new PendingRequests();
  readonly questions = new Questions();
  readonly subscriptions = new Subscriptions();
  /** Progress of tasks, whose request is answered. */
  readonly late = new LRUCache<
    string,
    { session: string; progressToken: WireId }
  >({ max: MAX_OWNED });
  readonly #owners = new LRUCache<string, string>({ max: MAX_OWNED });

  constructor(sharing: Sharing) {
    this.sharing = sharing;
  }

  /** Remembers whose a task or an elicitation is, which outlives the request that began it. Whoever had it first keeps it. */
  own(kind: 'task' | 'elicitation', name: string, session: string) {
    const key = `${kind}:${name}`;
    if (!this.#owners.has(key)) this.#owners.set(key, session);
  }

  /** Whose it is, where that session is still here. */
  ownerOf(kind: 'task' | 'elicitation', name: unknown): string | undefined {
    const owner = this.#owners.get(`${kind}:${name}`);
    return owner !== undefined && this.sessions.has(owner) ? owner : undefined;
  }

  /** The session that something must be about. `undefined`: it could be about several, or about one that may not have it. */
  attribute(
    { params }: WireMessage,
    may: (session: WireSession) => boolean,
  ): string | undefined {
    const meta = isObject(params?._meta) ? params._meta : {};
    const related = meta[RELATED_TASK];
    if (isObject(related)) {
      const session = this.sessions.get(
        this.ownerOf('task', related.taskId) ?? '',
      );
      return session && may(session) ? session.id : undefined;
    }
    const all = [...this.sessions.values()].filter(may);
    switch (this.sharing) {
      case 'everybody':
        return undefined;
      case 'session':
        return only(all)?.id;
      case 'person': {
        const busy = all.filter(({ id }) => this.pending.countOf(id) > 0);
        return only(busy.length > 0 ? busy : all)?.id;
      }
      default:
        throw new Error(`No such sharing: ${this.sharing satisfies never}`);
    }
  }

  /** Requests of MCP 2026-07-28 stand for themselves: the one that something must be about. */
  onlyBusy(): string | undefined {
    return this.sharing === 'everybody'
      ? undefined
      : only(this.pending.sessions());
  }

  /** With the answer that the session waits for, where it does: a client without a stream of its own reads nothing else. */
  beside(session: string, message: WireMessage): Delivery {
    const token = this.pending.of(session).at(-1)?.token;
    return token === undefined
      ? { to: 'session', session, message }
      : { to: 'request', token, session, message };
  }
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
