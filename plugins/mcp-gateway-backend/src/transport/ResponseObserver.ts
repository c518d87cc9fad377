import { Transform, type TransformCallback } from 'stream';
import { createParser } from 'eventsource-parser';

/** Answers up to this size are read for the record; of larger ones only the size is known. */
const MAX_OBSERVED_BYTES = 256 * 1024;

/** Looks at an answer while it passes, without holding it up: how large it is, and whether the tool reported an error. */
export class ResponseObserver extends Transform {
  bytes = 0;
  #seen: Buffer[] | undefined = [];

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    this.bytes += chunk.length;
    if (this.bytes > MAX_OBSERVED_BYTES) this.#seen = undefined;
    else this.#seen?.push(chunk);
    done(null, chunk);
  }

  /** True when the answer to this request is a JSON-RPC error or a tool result with `isError`. */
  reportsError(id: string | number | undefined, contentType: string): boolean {
    if (!this.#seen || id === undefined) return false;
    const text = Buffer.concat(this.#seen).toString('utf8');
    return messagesIn(text, contentType).some(
      message =>
        message.id === id &&
        (message.error !== undefined || message.result?.isError === true),
    );
  }
}

interface Answer {
  id?: unknown;
  error?: unknown;
  result?: { isError?: unknown };
}

function messagesIn(text: string, contentType: string): Answer[] {
  if (!contentType.startsWith('text/event-stream')) return parseOne(text);
  const messages: Answer[] = [];
  const parser = createParser({
    onEvent: event => messages.push(...parseOne(event.data)),
  });
  parser.feed(text);
  return messages;
}

function parseOne(text: string): Answer[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    return [];
  }
}
