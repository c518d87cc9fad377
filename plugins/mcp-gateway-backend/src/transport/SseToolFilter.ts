import { Transform, type TransformCallback } from 'stream';
import { createParser, type EventSourceParser } from 'eventsource-parser';
import { filterTools, type ToolPredicate } from './filterTools';

/** The largest single event that is held to be looked at. */
const MAX_EVENT_CHARS = 8 * 1024 * 1024;

/**
 * Passes a stream of server-sent events on, event by event, with listed tools filtered. An event that is not JSON goes
 * on untouched; one that is too large ends the stream, since it could not be looked at.
 */
export class SseToolFilter extends Transform {
  readonly #parser: EventSourceParser;
  readonly #decoder = new TextDecoder();

  constructor(allowed: ToolPredicate) {
    super();
    this.#parser = createParser({
      maxBufferSize: MAX_EVENT_CHARS,
      onEvent: ({ id, event, data }) => {
        const lines = [
          ...(id === undefined ? [] : [`id: ${id}`]),
          ...(event === undefined ? [] : [`event: ${event}`]),
          ...filterData(data, allowed)
            .split('\n')
            .map(line => `data: ${line}`),
        ];
        this.push(`${lines.join('\n')}\n\n`);
      },
      onRetry: milliseconds => this.push(`retry: ${milliseconds}\n\n`),
      onComment: comment => this.push(`: ${comment}\n\n`),
      onError: error => {
        if (error.type === 'max-buffer-size-exceeded') this.destroy(error);
      },
    });
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: TransformCallback,
  ) {
    this.#parser.feed(this.#decoder.decode(chunk, { stream: true }));
    done();
  }
}

function filterData(data: string, allowed: ToolPredicate): string {
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return data;
  }
  const filtered = filterTools(message, allowed);
  return filtered === message ? data : JSON.stringify(filtered);
}
