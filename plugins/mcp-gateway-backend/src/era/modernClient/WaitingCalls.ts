import type { WaitingCall } from './WaitingCall';

interface Entry extends WaitingCall {
  timer: NodeJS.Timeout;
  onOver: () => void;
}

/**
 * The calls of this replica whose servers wait to hear what their clients answer. Each holds a request at its server, so
 * they are bounded in number and time.
 */
export class WaitingCalls {
  static create(
    options: { max?: number; maxPerPerson?: number; waitMs?: number } = {},
  ): WaitingCalls {
    return new WaitingCalls(options);
  }

  readonly #max: number;
  readonly #maxPerPerson: number;
  readonly #waitMs: number;
  /** The oldest first. */
  readonly #entries = new Map<string, Entry>();

  private constructor(options: Parameters<typeof WaitingCalls.create>[0] = {}) {
    this.#max = options.max ?? 1_000;
    this.#maxPerPerson = options.maxPerPerson ?? 20;
    this.#waitMs = options.waitMs ?? 10 * 60_000;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** @param onOver - called when it waits no more, whatever the reason */
  add(waiting: WaitingCall, onOver: () => void): void {
    const own = [...this.#entries].filter(
      ([, { person }]) => person === waiting.person,
    );
    if (own.length >= this.#maxPerPerson) this.#giveUp(own[0][0]);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= this.#max) this.#giveUp(oldest);
    const { id } = waiting.call;
    const timer = setTimeout(() => this.#giveUp(id), this.#waitMs).unref();
    this.#entries.set(id, { ...waiting, timer, onOver });
  }

  /** It waits no more: its client has answered. */
  take(id: string): WaitingCall | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#entries.delete(id);
    clearTimeout(entry.timer);
    entry.onOver();
    return entry;
  }

  closeAll(): void {
    for (const id of [...this.#entries.keys()]) this.#giveUp(id);
  }

  #giveUp(id: string): void {
    const waiting = this.take(id);
    waiting?.session.cancel(waiting.call);
  }
}
