import { request } from 'node:http';
import { TOOLS } from './startServer.mjs';

const LIMIT_MS = 20_000;

/**
 * Calls one tool after the other, each at a replica that it chooses itself: with whom a call began is known, and in what order.
 * Of the era without sessions, so that each call stands for itself.
 */
export class RawCaller {
  /** @param {{endpoint: string, token: string}} options */
  constructor({ endpoint, token }) {
    this.#url = new URL(endpoint);
    this.#token = token;
  }

  #url;
  #token;
  #turn = 0;

  /** One call at the replica with this port: `{allowed, reason?, text}`. */
  async call(port, { tool = TOOLS[0], args = {} } = {}) {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: ++this.#turn,
      method: 'tools/call',
      params: {
        name: tool,
        arguments: { it: 'x', ...args },
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
          progressToken: 'raw',
        },
      },
    });
    let text;
    try {
      text = await this.#send(port, tool, body);
    } catch (error) {
      // Under way when it was taken away: the gateway ends it where it is.
      if (error.code !== 'ECONNRESET') throw error;
      return { allowed: false, reason: 'broken-off', text: '' };
    }
    const reason = /"reason":"([a-z.-]+)"/.exec(text)?.[1];
    const allowed = reason === undefined && /"result"/.test(text);
    const isCut = !allowed && reason === undefined && !/"error"/.test(text);
    return { allowed, reason: isCut ? 'broken-off' : reason, text };
  }

  #send(port, tool, body) {
    const { host, pathname } = this.#url;
    return new Promise((resolve, reject) => {
      const sent = request({
        ...{ host: '127.0.0.1', port, path: pathname, method: 'POST' },
        headers: {
          host,
          authorization: `Bearer ${this.#token}`,
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': tool,
        },
      });
      sent.setTimeout(LIMIT_MS, () => sent.destroy(new Error('hung')));
      sent.on('error', reject);
      sent.on('response', answer => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', part => {
          text += part;
        });
        // One that is broken off is an end as well.
        answer.on('error', () => resolve(text));
        answer.on('close', () => resolve(text));
      });
      sent.end(body);
    });
  }
}
