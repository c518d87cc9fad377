import { Readable } from 'stream';
import type {
  Upstream,
  UpstreamAnswer,
  UpstreamRequest,
} from '../transport/Upstream';
import type { GuardSettings } from './GuardSettings';
import { inspectEvents } from './inspectEvents';
import { MAX_HELD_BYTES } from './MAX_HELD_BYTES';
import type { ResultInspection } from './ResultInspection';

/** Room for what surrounds a result: the envelope, and the lines of an event. */
const ENVELOPE_BYTES = 4 * 1024;

/** A server in inspected mode: its results are held until the guards have seen them. */
export class InspectedUpstream implements Upstream {
  static create(options: {
    upstream: Upstream;
    inspection: ResultInspection;
    settings: GuardSettings;
  }) {
    return new InspectedUpstream(options);
  }

  readonly #options: Parameters<typeof InspectedUpstream.create>[0];

  private constructor(options: Parameters<typeof InspectedUpstream.create>[0]) {
    this.#options = options;
  }

  async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const { upstream, inspection, settings } = this.#options;
    const answer = await upstream.send(request);
    const { 'content-length': _, ...headers } = answer.headers;
    const { findings } = inspection;
    const contentType = String(headers['content-type'] ?? '');
    const maxBytes =
      settings.largeResults === 'mark'
        ? MAX_HELD_BYTES
        : settings.maxResultBytes + ENVELOPE_BYTES;
    const inspected = (body: Readable) => ({
      status: answer.status,
      era: answer.era,
      headers,
      body,
      findings,
    });
    if (/^text\/event-stream\b/i.test(contentType)) {
      const { body } = answer;
      const events = inspectEvents({ body, inspection, maxBytes });
      return inspected(Readable.from(events, { objectMode: false }));
    }
    if (/^application\/json\b/i.test(contentType)) {
      const text = await readText(answer.body, maxBytes);
      if (text === '') return inspected(Readable.from([]));
      const json =
        text === undefined
          ? inspection.tooLarge()
          : await inspection.inspect(text);
      return inspected(Readable.from([Buffer.from(json)]));
    }
    // What is no message is nothing that a client of MCP needs to read.
    answer.body.on('error', () => {}).destroy();
    return inspected(Readable.from([]));
  }
}

/** `undefined`: larger than what is held. */
async function readText(
  body: Readable,
  maxBytes: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
