import type { Readable } from 'node:stream';
import type { EventSourceMessage } from 'eventsource-parser';
import { z } from 'zod';
import { readEvents } from './readEvents';
import { SseOutput } from './SseOutput';
import { UpstreamFailure } from './UpstreamFailure';

/** Messages that came while nobody listened; a client opens its stream right after the session. */
const MAX_WAITING = 64;
const MAX_WAITING_CHARS = 256 * 1024;

const id = z.union([z.string(), z.number()]);
const messageSchema = z.object({
  id: id.nullish(),
  method: z.string().optional(),
  params: z
    .object({ progressToken: id.optional() })
    .optional()
    .catch(undefined),
});
type Message = z.infer<typeof messageSchema>;
type Id = z.infer<typeof id>;

/** An answer that a client waits for. */
interface Pending {
  progressToken?: Id;
  output: SseOutput;
}

/**
 * One session with a server of the old HTTP+SSE transport (MCP 2024-11-05): one stream on which everything arrives, here
 * sorted into what Streamable HTTP keeps apart: for each request a stream with its answer, and one for the rest.
 */
export class SseUpstreamSession {
  readonly #url: string;
  readonly #stream: Readable;
  readonly #idleMs: number;
  readonly #pending = new Map<Id, Pending>();
  readonly #endpoint: Promise<URL>;
  #settle = {
    resolve: (_: URL) => {},
    reject: (_: Error) => {},
  };
  #standing: SseOutput | undefined;
  #waiting: string[] = [];
  #waitingChars = 0;

  /** @param options - `idleMs`: so long an answer may pause */
  constructor(options: { url: string; stream: Readable; idleMs: number }) {
    this.#url = options.url;
    this.#stream = options.stream;
    this.#idleMs = options.idleMs;
    this.#endpoint = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever opened the session waits for it, or has left.
    this.#endpoint.catch(() => {});
  }

  /** Where messages are posted: the server's first event says so. */
  get endpoint(): Promise<URL> {
    return this.#endpoint;
  }

  /** Whether somebody waits for something. */
  get isInUse(): boolean {
    return this.#pending.size > 0 || this.#standing !== undefined;
  }

  /** The answer to a request that is about to be posted. `undefined`: its id is in use. */
  expect(requestId: Id, progressToken?: Id): Readable | undefined {
    if (this.#pending.has(requestId)) return undefined;
    const output = new SseOutput({
      idleMs: this.#idleMs,
      onClose: () => {
        if (this.#pending.get(requestId)?.output === output) {
          this.#pending.delete(requestId);
        }
      },
    });
    this.#pending.set(requestId, { progressToken, output });
    return output.readable;
  }

  /** The stream of what answers no request. The latest one gets it. */
  listen(): Readable {
    this.#standing?.end();
    const output = new SseOutput({
      onClose: () => {
        if (this.#standing === output) this.#standing = undefined;
      },
    });
    this.#standing = output;
    const waiting = this.#waiting.splice(0);
    this.#waitingChars = 0;
    // They are bounded, and in order before what comes.
    for (const data of waiting) void output.write(data);
    return output.readable;
  }

  close() {
    this.#stream.destroy();
  }

  /** Reads what the server sends, until the stream ends: the session with it. */
  async follow(): Promise<void> {
    try {
      for await (const event of readEvents(this.#stream)) {
        await this.#take(event);
      }
      throw new UpstreamFailure('upstream.unreachable');
    } catch (error) {
      const failure = UpstreamFailure.from(error);
      this.#settle.reject(failure);
      for (const { output } of this.#pending.values()) output.fail(failure);
      this.#standing?.end();
    } finally {
      this.#stream.destroy();
    }
  }

  async #take({ event, data }: EventSourceMessage) {
    if (event === 'endpoint') {
      this.#settle.resolve(readEndpoint(data, this.#url));
    } else if (event === undefined || event === 'message') {
      for (const { message, text } of readMessages(data)) {
        await this.#pass(message, text);
      }
    }
  }

  async #pass(message: Message, text: string) {
    if (message.method === undefined) {
      const { id: answered } = message;
      // An answer that nobody waits for is nobody's: the client has left, or the server made it up (S5).
      if (typeof answered === 'string' || typeof answered === 'number') {
        this.#pending.get(answered)?.output.end(text);
      }
      return;
    }
    const output = this.#findListener(message);
    if (output) {
      await output.write(text);
    } else if (
      this.#waiting.length < MAX_WAITING &&
      this.#waitingChars + text.length <= MAX_WAITING_CHARS
    ) {
      this.#waiting.push(text);
      this.#waitingChars += text.length;
    }
  }

  /** What is about a request goes with its answer; the rest to whoever listens, or with the answer that is worked on. */
  #findListener({ method, params }: Message): SseOutput | undefined {
    const pending = [...this.#pending.values()];
    const token = params?.progressToken;
    const own =
      method === 'notifications/progress' && token !== undefined
        ? pending.find(({ progressToken }) => progressToken === token)
        : undefined;
    return own?.output ?? this.#standing ?? pending.at(-1)?.output;
  }
}

/** The transport's own rule: messages, and with them a person's credential, never go to another origin than the approved one. */
function readEndpoint(data: string, base: string): URL {
  const endpoint = URL.parse(data, base);
  if (
    !endpoint ||
    endpoint.origin !== new URL(base).origin ||
    endpoint.username ||
    endpoint.password
  ) {
    throw new UpstreamFailure('upstream.invalid');
  }
  return endpoint;
}

/** The messages of an event: one, or several as a list. What is no message is nobody's. */
function readMessages(data: string): { message: Message; text: string }[] {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return [];
  }
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap(item => {
    const parsed = messageSchema.safeParse(item);
    if (!parsed.success) return [];
    const text = item === value ? data : JSON.stringify(item);
    return [{ message: parsed.data, text }];
  });
}
