import { setTimeout as sleep } from 'node:timers/promises';
import { SLOW, TOOLS } from './startServer.mjs';

/** So long a client may wait without hearing anything. */
const LIMIT_MS = 5_000;
const PAUSE_MS = 15;

/** Rejects when nothing was heard for too long. */
function createPatience() {
  let timer;
  let giveUp;
  const over = new Promise((_resolve, reject) => {
    giveUp = () => reject(new Error('hung'));
  });
  over.catch(() => {});
  const hear = () => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, LIMIT_MS);
  };
  hear();
  return { over, hear, end: () => clearTimeout(timer) };
}

/** One client with one call at a time; it remembers how each ended. */
export class Caller {
  /**
   * @param {{
   *   connect: Function, endpoint: string, grant: {id: string, token: string},
   * }} options `grant`: the client's own gateway token
   */
  static async create({ connect, endpoint, grant }) {
    const caller = new Caller();
    caller.tokenId = grant.id;
    caller.#client = await connect({
      endpoint,
      token: grant.token,
      onNotification: method => caller.#heard.push(method),
    });
    return caller;
  }

  #client;
  #heard = [];
  #turn = 0;
  #calling;
  #stopped = false;
  /** Every call: `{era, tool, outcome: 'answered' | 'error' | 'hung', message?}`, in the order in which they ended. */
  calls = [];

  get sessionId() {
    return this.#client.sessionId();
  }

  /** What the server said on the session's own stream since the last time. */
  hear() {
    return this.#heard.splice(0);
  }

  /** Begins to call one tool after the other. */
  begin() {
    this.#stopped = false;
    this.#calling = this.#loop();
  }

  /** Ends the calling after the call that is under way. */
  async end() {
    this.#stopped = true;
    await this.#calling;
  }

  /** One call of the next tool. */
  async call() {
    const turn = this.#turn++;
    return await this.#settle(TOOLS[turn % TOOLS.length], { it: `${turn}` });
  }

  /** One call that streams for so many quarters of a second. */
  async work(steps) {
    return await this.#settle(SLOW, { it: `${this.#turn++}`, steps });
  }

  async close() {
    this.#stopped = true;
    await this.#client.close();
  }

  async #loop() {
    while (!this.#stopped) {
      await this.call();
      await sleep(PAUSE_MS);
    }
  }

  async #settle(tool, args) {
    const patience = createPatience();
    const call = { era: this.#client.era, tool };
    try {
      const result = await Promise.race([
        this.#client.call(tool, args, patience.hear),
        patience.over,
      ]);
      const [{ text }] = result.content;
      // An answer to another call would be worse than none.
      if (result.isError || text !== args.it)
        throw new Error(`${args.it} was answered with ${text}`);
      call.outcome = 'answered';
    } catch (error) {
      call.outcome = error.message === 'hung' ? 'hung' : 'error';
      call.message = error.message;
    } finally {
      patience.end();
    }
    this.calls.push(call);
    return call;
  }
}
