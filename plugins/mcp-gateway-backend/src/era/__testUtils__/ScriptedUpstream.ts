import { Readable } from 'node:stream';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../../transport/Upstream';

/** What a server got. */
export interface Sent {
  httpMethod: string;
  headers: Record<string, string>;
  id?: string | number;
  method?: string;
  params?: Record<string, unknown>;
}

/** What it answers. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** One message as JSON, or several as a stream; an id is added where there is none. */
  messages?: object | object[];
  /** A stream as it is. */
  stream?: string;
}

/** A server in memory that answers what a test says. */
export class ScriptedUpstream implements Upstream {
  readonly sent: Sent[] = [];
  readonly #answer: (sent: Sent) => ScriptedAnswer;

  constructor(answer: (sent: Sent) => ScriptedAnswer) {
    this.#answer = answer;
  }

  get methods(): (string | undefined)[] {
    return this.sent.map(({ method, httpMethod }) => method ?? httpMethod);
  }

  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { httpMethod, headers, body } = request;
    const message = body ? JSON.parse(body.toString()) : {};
    const sent: Sent = { httpMethod, headers, ...message };
    this.sent.push(sent);
    const { status = 200, messages, stream, ...more } = this.#answer(sent);
    const complete = (one: object) =>
      JSON.stringify({ jsonrpc: '2.0', id: sent.id, ...one });
    const events = Array.isArray(messages)
      ? messages.map(one => `data: ${complete(one)}\n\n`).join('')
      : stream;
    const single = messages === undefined ? '' : complete(messages);
    return {
      status,
      headers: {
        'content-type':
          events === undefined ? 'application/json' : 'text/event-stream',
        ...more.headers,
      },
      body: Readable.from([Buffer.from(events ?? single)]),
    };
  }
}
