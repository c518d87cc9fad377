import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MODERN_META, MODERN_VERSION } from './modernEnvelope.mjs';

/** Tools of the server behind the gateways, by their effect. */
const TOOLS = { reads: 'say_0', changes: 'say_1' };

/** Calls as fast as it is answered, and remembers which calls it saw answered. Each call has a trace of its own, which the log has as well. */
export class AuditCaller {
  /** Trace ids by the effect of what was called. */
  answered = { reads: [], changes: [] };
  asked = 0;
  #random;
  #token;

  constructor({ random, token }) {
    this.#random = random;
    this.#token = token;
  }

  /** Until the gateway is gone. Throws when an answer is not what was asked for. */
  async callUntilGone(url) {
    for (;;) {
      const effect = this.#random() < 0.3 ? 'changes' : 'reads';
      const trace = randomBytes(16).toString('hex');
      this.asked += 1;
      let text;
      let status;
      try {
        const response = await fetch(url, this.#request(TOOLS[effect], trace));
        status = response.status;
        text = await response.text();
      } catch {
        return;
      }
      // The balancer's word for a gateway that broke off, or is not there.
      if ([502, 503].includes(status) && text === '') return;
      // The portal does not know the keys of a gateway that has just started yet: it says that nothing was done.
      if (status === 503) {
        await sleep(250);
        continue;
      }
      const { result } = JSON.parse(text);
      if (status !== 200 || result?.content?.[0]?.text !== trace)
        throw new Error(`${TOOLS[effect]} was answered with ${status} ${text}`);
      this.answered[effect].push(trace);
    }
  }

  #request(tool, trace) {
    return {
      method: 'POST',
      headers: {
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        'mcp-protocol-version': MODERN_VERSION,
        'mcp-method': 'tools/call',
        'mcp-name': tool,
        authorization: `Bearer ${this.#token}`,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: {
          name: tool,
          arguments: { it: trace },
          _meta: {
            ...MODERN_META,
            traceparent: `00-${trace}-00f067aa0ba902b7-01`,
          },
        },
      }),
      signal: AbortSignal.timeout(20_000),
    };
  }
}
