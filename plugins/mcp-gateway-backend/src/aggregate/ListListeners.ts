import type { AccessDirectory } from '../access/types';
import { keepAlive } from '../era/keepAlive';
import { META } from '../era/META';
import { streamAnswer } from '../era/streamAnswer';
import { SseOutput } from '../transport/SseOutput';
import type { UpstreamAnswer } from '../transport/Upstream';
import type { Caller } from './Caller';
import type { PersonServers } from './PersonServers';

/** Grants also end by the clock, of which no change of a document tells. */
const LOOK_MS = 5_000;
const LISTS = ['tools', 'prompts', 'resources'] as const;
type List = (typeof LISTS)[number];

interface Listener {
  caller: Caller;
  wanted: ReadonlySet<List>;
  seen: ReturnType<PersonServers['fingerprint']>;
  tell: (list: List) => void;
}

/** Streams of `subscriptions/listen` (MCP 2026-07-28): told when the lists of their person have changed. */
export class ListListeners {
  static create(options: {
    directory: AccessDirectory;
    servers: PersonServers;
  }) {
    return new ListListeners(options);
  }

  readonly #servers: PersonServers;
  readonly #listeners = new Map<SseOutput, Listener>();
  readonly #stopListening: () => void;
  readonly #timer: NodeJS.Timeout;

  private constructor(options: Parameters<typeof ListListeners.create>[0]) {
    this.#servers = options.servers;
    this.#stopListening = options.directory.onChange(() => this.#look());
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  stop() {
    this.#stopListening();
    clearInterval(this.#timer);
  }

  /** Opens a stream. What it was asked for beyond the lists is not granted, and the first message says so. */
  open(options: {
    id: string | number;
    caller: Caller;
    notifications: Record<string, unknown>;
    signal: AbortSignal;
  }): UpstreamAnswer {
    const { id, caller, notifications, signal } = options;
    const wanted = new Set(
      LISTS.filter(list => notifications[`${list}ListChanged`] === true),
    );
    let close = () => {};
    const output = new SseOutput({ onClose: () => close() });
    close = () => this.#listeners.delete(output);
    const send = (method: string, params: object = {}) =>
      void output.write(
        JSON.stringify({
          jsonrpc: '2.0',
          method,
          params: { ...params, _meta: { [META.subscriptionId]: id } },
        }),
      );
    this.#listeners.set(output, {
      caller,
      wanted,
      seen: this.#servers.fingerprint(caller),
      tell: list => send(`notifications/${list}/list_changed`),
    });
    keepAlive(output);
    signal.addEventListener('abort', () => output.end(), { once: true });
    send('notifications/subscriptions/acknowledged', {
      notifications: Object.fromEntries(
        [...wanted].map(list => [`${list}ListChanged`, true]),
      ),
    });
    return streamAnswer(output.readable);
  }

  /** Tells a person's streams that a list has changed for a reason that only its server knows. */
  tell(userEntityRef: string) {
    for (const { caller, wanted, tell } of this.#listeners.values()) {
      const { principal } = caller;
      if (principal.userEntityRef === userEntityRef) wanted.forEach(tell);
    }
  }

  #look() {
    for (const listener of this.#listeners.values()) {
      const now = this.#servers.fingerprint(listener.caller);
      const { seen, wanted, tell } = listener;
      listener.seen = now;
      const changed = new Set<List>([
        ...(now.tools === seen.tools ? [] : (['tools'] as const)),
        ...(now.others === seen.others
          ? []
          : (['prompts', 'resources'] as const)),
      ]);
      for (const list of wanted) if (changed.has(list)) tell(list);
    }
  }
}
