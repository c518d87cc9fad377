// One person's client that calls one tool after the other, by plain HTTP, so that it is known exactly what became of each call.
import { setTimeout as wait } from 'node:timers/promises';

/** Longer than a runtime may take to start; a call without an end by then has none. */
const HUNG_MS = 20_000;
const PAUSE_MS = 40;
const LONGEST_MS = 150;

const refusal = ({ error, status }) => ({
  outcome: 'refused',
  detail: error.data?.reason ?? `${status} ${error.code} ${error.message}`,
});

/** JSON, or the data of server-sent events. */
function messagesOf(body) {
  const texts = /^\s*\{/.test(body)
    ? [body]
    : [...body.matchAll(/^data: ?(.+)$/gm)].map(([, data]) => data);
  return texts.map(text => JSON.parse(text));
}

export class HostedCaller {
  /** @param {{gateway: object, endpoint: string, token: string, random: () => number, label: string}} options */
  static create(options) {
    return new HostedCaller(options);
  }

  #options;
  #session;
  #turn = 0;
  #loop;
  #isStopped = true;
  /** Every call: `{outcome: 'answered' | 'refused' | 'broken' | 'hung' | 'wrong', detail?, began, gateway}`. */
  calls = [];

  constructor(options) {
    this.#options = options;
  }

  get label() {
    return this.#options.label;
  }

  begin() {
    this.#isStopped = false;
    this.#loop = this.#run();
  }

  /** Ends after the call that is under way. */
  async end() {
    this.#isStopped = true;
    await this.#loop;
  }

  /** Whether a call that began after a moment was answered. */
  answeredSince(at) {
    return this.calls.some(
      ({ began, outcome }) => began > at && outcome === 'answered',
    );
  }

  async #run() {
    while (!this.#isStopped) {
      const { gateway } = this.#options;
      const began = performance.now();
      this.calls.push({ began, gateway, ...(await this.#callOnce()) });
      await wait(PAUSE_MS);
    }
  }

  async #callOnce() {
    const it = `${this.#options.label} ${this.#turn++}`;
    try {
      if (!this.#session) {
        const begun = await this.#post('initialize', {
          protocolVersion: '2025-06-18',
          capabilities: {},
          clientInfo: { name: 'sallyport-faults', version: '1.0.0' },
        });
        if (begun.error) return refusal(begun);
        this.#session = begun.session;
      }
      const ms = Math.floor(this.#options.random() * LONGEST_MS);
      const answer = await this.#post('tools/call', {
        name: 'echo',
        arguments: { it, ms },
      });
      if (answer.error) {
        // What a client does with a session that is not known any more.
        if (answer.status === 404) this.#session = undefined;
        return refusal(answer);
      }
      const [content] = answer.result?.content ?? [];
      return content?.text === it && !answer.result.isError
        ? { outcome: 'answered' }
        : { outcome: 'wrong', detail: JSON.stringify(answer.result) };
    } catch (error) {
      this.#session = undefined;
      return {
        outcome: error.name === 'TimeoutError' ? 'hung' : 'broken',
        detail: String(error.cause?.code ?? error.message),
      };
    }
  }

  /** The one answer to one request; an error of JSON-RPC is an answer, whatever HTTP says with it. */
  async #post(method, params) {
    const { endpoint, token } = this.#options;
    const id = `${method} ${this.#turn}`;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(this.#session && { 'mcp-session-id': this.#session }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
      signal: AbortSignal.timeout(HUNG_MS),
    });
    const answer = messagesOf(await response.text()).find(
      message => message.id === id || message.error,
    );
    if (!answer) throw new Error(`no answer, status ${response.status}`);
    return {
      ...answer,
      status: response.status,
      session: response.headers.get('mcp-session-id') ?? undefined,
    };
  }
}
