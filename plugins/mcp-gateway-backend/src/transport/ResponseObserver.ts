import { Transform, type TransformCallback } from 'stream';
import { createParser } from 'eventsource-parser';
import { UpstreamFailure } from './UpstreamFailure';

/** Answers up to this size are read for the record; of larger ones only the size is known. */
const MAX_OBSERVED_BYTES = 256 * 1024;

/** Looks at an answer while it passes, without holding it up: how large it is, and whether the tool reported an error. */
export class ResponseObserver extends Transform {
  bytes = 0;
  readonly #maxBytes: number;
  #seen: Buffer[] | undefined = [];

  /** @param options - `maxBytes`: an answer that is larger ends here, with an error */
  constructor(options: { maxBytes?: number } = {}) {
    super();
    this.#maxBytes = options.maxBytes ?? Infinity;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    this.bytes += chunk.length;
    if (this.bytes > MAX_OBSERVED_BYTES) this.#seen = undefined;
    else this.#seen?.push(chunk);
    if (this.bytes > this.#maxBytes) {
      done(new UpstreamFailure('upstream.too-large'));
      return;
    }
    done(null, chunk);
  }

  /**
   * What came back for a request: `error` is a JSON-RPC error or a tool result with `isError`; `foreign` is JSON that is no
   * answer to it: broken off, or with another request's id. What was too large to be read counts as a result.
   */
  verdict(
    id: string | number | undefined,
    contentType: string,
  ): 'result' | 'error' | 'foreign' {
    if (!this.#seen || id === undefined) return 'result';
    const text = Buffer.concat(this.#seen).toString('utf8');
    const messages = messagesIn(text, contentType);
    const answer = messages.find(message => answers(message, id));
    if (answer) {
      const failed =
        answer.error !== undefined || answer.result?.isError === true;
      return failed ? 'error' : 'result';
    }
    // A stream may end before the answer, which is then fetched by resuming it.
    return isStream(contentType) ? 'result' : 'foreign';
  }
}

interface Answer {
  id?: unknown;
  error?: unknown;
  result?: { isError?: unknown };
}

function messagesIn(text: string, contentType: string): Answer[] {
  if (!isStream(contentType)) return parseOne(text);
  const messages: Answer[] = [];
  const parser = createParser({
    onEvent: event => messages.push(...parseOne(event.data)),
  });
  parser.feed(text);
  return messages;
}

function isStream(contentType: string): boolean {
  return contentType.startsWith('text/event-stream');
}

/** JSON-RPC 2.0 §5: an error may have no id, where the server could not read the request's. */
function answers(message: Answer, id: string | number): boolean {
  return (
    message.id === id || (message.id === null && message.error !== undefined)
  );
}

function parseOne(text: string): Answer[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    return [];
  }
}
