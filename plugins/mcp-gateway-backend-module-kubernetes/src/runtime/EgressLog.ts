import { Writable } from 'node:stream';
import type { EgressEvent } from '@sallyport/backstage-plugin-mcp-gateway-node';
import { z } from 'zod';

const MOST_LINE = 4096;

const eventSchema = z.object({
  at: z.number(),
  host: z.string().max(300),
  port: z.number().int().min(0).max(65_535),
  allowed: z.boolean(),
  why: z.string().max(500).optional(),
});

/** The log of a side-car, a line of JSON for each decision, read as events. */
export class EgressLog extends Writable {
  #rest = '';
  readonly #onEvent: (event: EgressEvent) => void;

  constructor(onEvent: (event: EgressEvent) => void) {
    super();
    this.#onEvent = onEvent;
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    const lines = (this.#rest + chunk.toString('utf8')).split('\n');
    this.#rest = lines.pop()!.slice(0, MOST_LINE);
    lines.forEach(line => this.#read(line));
    done();
  }

  #read(line: string): void {
    try {
      const read = eventSchema.safeParse(JSON.parse(line));
      if (read.success) this.#onEvent(read.data);
    } catch {
      // A line that is no decision, such as an error of the side-car itself.
    }
  }
}
