import { createParser } from 'eventsource-parser';
import { Pool } from 'undici';

/** Whoever does not answer for so long does not answer at all. */
const PATIENCE_MS = 10_000;
const MODERN = '2026-07-28';
const LEGACY = '2025-11-25';
const clientInfo = { name: 'bench', version: '1.0.0' };
const meta = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** The message in an answer that is JSON or a stream with one message for this id. */
function messageIn(contentType, text, id) {
  if (!contentType.startsWith('text/event-stream')) return JSON.parse(text);
  let found;
  const parser = createParser({
    onEvent: ({ data }) => {
      // An event without data only sets the stream's id.
      if (data.trim() === '') return;
      const message = JSON.parse(data);
      if (message.id === id) found = message;
    },
  });
  parser.feed(text);
  return found;
}

/** A client of Streamable HTTP with a session of its own; all callers of a target share a pool of connections. */
class StreamableCaller {
  #pool;
  #path;
  #headers;
  #era;
  #nextId = 0;

  constructor({ pool, path, token, era }) {
    this.#pool = pool;
    this.#path = path;
    this.#era = era;
    this.#headers = {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': era === 'modern' ? MODERN : LEGACY,
      ...(token && { authorization: `Bearer ${token}` }),
    };
  }

  async open() {
    if (this.#era === 'modern') return;
    const { headers } = await this.#send('initialize', {
      protocolVersion: LEGACY,
      capabilities: {},
      clientInfo,
    });
    const session = headers['mcp-session-id'];
    if (session) this.#headers['mcp-session-id'] = session;
    await this.#send('notifications/initialized');
  }

  /** The JSON-RPC answer to a tool call. */
  async call(name, message) {
    const params = { name, arguments: { message } };
    return (await this.#send('tools/call', params)).message;
  }

  async #send(method, params) {
    const id = method.startsWith('notifications/') ? undefined : ++this.#nextId;
    const isModern = this.#era === 'modern';
    const { headers, body, statusCode } = await this.#pool.request({
      path: this.#path,
      method: 'POST',
      headers: isModern
        ? {
            ...this.#headers,
            'mcp-method': method,
            ...(params?.name && { 'mcp-name': params.name }),
          }
        : this.#headers,
      body: JSON.stringify({
        jsonrpc: '2.0',
        id,
        method,
        params: isModern ? { ...params, _meta: meta } : params,
      }),
    });
    const text = await body.text();
    if (id === undefined) return { headers };
    const message = messageIn(String(headers['content-type']), text, id);
    if (message?.id !== id && statusCode < 400)
      throw new Error(`No answer to ${id}: ${statusCode} ${text}`);
    return { headers, message };
  }
}

/** A client of the transport of 2024: one stream for all answers, a post for each message. */
class SseCaller {
  #url;
  #pool;
  #path;
  #waiting = new Map();
  #nextId = 0;
  #stream;
  #sweep;

  constructor({ url, pool }) {
    this.#url = url;
    this.#pool = pool;
  }

  async open() {
    this.#sweep = setInterval(() => this.#giveUp(), 1000);
    const endpoint = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('No stream')), PATIENCE_MS).unref();
      const parser = createParser({
        onEvent: ({ event, data }) => {
          if (event === 'endpoint') resolve(data);
          else this.#settle(JSON.parse(data));
        },
      });
      this.#listen(parser).catch(reject);
    });
    const address = new URL(await endpoint, this.#url);
    this.#path = address.pathname + address.search;
    await this.#send('initialize', {
      protocolVersion: '2024-11-05',
      capabilities: {},
      clientInfo,
    });
    await this.#post({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  call(name, message) {
    return this.#send('tools/call', { name, arguments: { message } });
  }

  close() {
    clearInterval(this.#sweep);
    this.#stream?.destroy();
    this.#giveUp(Infinity);
  }

  #giveUp(now = performance.now()) {
    for (const [id, { reject, until }] of this.#waiting)
      if (until < now) {
        this.#waiting.delete(id);
        reject(new Error('No answer'));
      }
  }

  async #listen(parser) {
    const { pathname } = new URL(this.#url);
    const pool = new Pool(new URL(this.#url).origin, { bodyTimeout: 0 });
    const { body } = await pool.request({
      path: pathname,
      method: 'GET',
      headers: { accept: 'text/event-stream' },
    });
    this.#stream = body;
    body.on('error', () => {});
    body.setEncoding('utf8').on('data', text => parser.feed(text));
  }

  #settle(message) {
    this.#waiting.get(message.id)?.resolve(message);
    this.#waiting.delete(message.id);
  }

  async #send(method, params) {
    const id = ++this.#nextId;
    const answer = new Promise((resolve, reject) =>
      this.#waiting.set(id, {
        resolve,
        reject,
        until: performance.now() + PATIENCE_MS,
      }),
    );
    const [message] = await Promise.all([
      answer,
      this.#post({ jsonrpc: '2.0', id, method, params }),
    ]);
    return message;
  }

  async #post(message) {
    const { body } = await this.#pool.request({
      path: this.#path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
    });
    await body.dump();
  }
}

/** Opens `count` callers of a target, each with a session of its own; a target's tokens are shared out among them. */
export async function openCallers(
  { url, tokens = [undefined], transport = 'streamable', prefix = '' },
  { count, era = 'legacy' },
) {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connections: count,
    pipelining: 1,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
  });
  const callers = Array.from({ length: count }, (_, index) =>
    transport === 'sse'
      ? new SseCaller({ url, pool })
      : new StreamableCaller({
          ...{ pool, path: pathname, era },
          token: tokens[index % tokens.length],
        }),
  );
  const close = async () => {
    callers.forEach(caller => caller.close?.());
    await pool.destroy();
  };
  try {
    for (const caller of callers) await caller.open();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    /** Whether the answer to this call was the right one. */
    call: async (index, { tool, text, denied }) => {
      const answer = await callers[index].call(prefix + tool, text);
      if (denied) return answer?.error !== undefined;
      const content = answer?.result?.content?.[0]?.text;
      return tool === 'large' ? content?.length === 1 << 20 : content === text;
    },
    count,
    close,
  };
}
