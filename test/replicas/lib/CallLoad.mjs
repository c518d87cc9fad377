import { RawCaller } from './RawCaller.mjs';

/** Many callers at every replica at once, all the time; of each call is kept when it began, where, and how it ended. */
export class CallLoad {
  /** @param {{endpoint: string, token: string, ports: number[], perReplica: number, tool?: string}} options */
  constructor(options) {
    this.#options = options;
  }

  #options;
  #stopped = false;
  #running = [];
  /** Grows with each beginning of a call: the order of beginnings, without a clock. */
  turn = 0;
  /** `{turn, replica, startedAt, allowed, reason}`, in the order in which they ended. */
  calls = [];

  begin() {
    const { ports, perReplica } = this.#options;
    ports.forEach((port, replica) => {
      for (let i = 0; i < perReplica; i++)
        this.#running.push(this.#loop(port, replica));
    });
  }

  async end() {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  /** Waits until every replica has answered a call that began after now. */
  async once(isSo) {
    const from = this.turn;
    const { ports } = this.#options;
    while (
      !ports.every((_, replica) =>
        this.calls.some(
          call => call.turn > from && call.replica === replica && isSo(call),
        ),
      )
    )
      await new Promise(resolve => {
        setTimeout(resolve, 5);
      });
  }

  async #loop(port, replica) {
    const caller = new RawCaller(this.#options);
    const { tool } = this.#options;
    while (!this.#stopped) {
      const turn = ++this.turn;
      const startedAt = performance.now();
      const { allowed, reason, text } = await caller.call(port, { tool });
      if (!allowed && !reason) throw new Error(`No answer: ${text}`);
      this.calls.push({ turn, replica, startedAt, allowed, reason });
    }
  }
}
