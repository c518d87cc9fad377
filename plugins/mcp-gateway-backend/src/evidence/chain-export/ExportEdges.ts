import { auditCheckpointSchema } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { CheckpointStore } from '../checkpoints/CheckpointStore';
import type { SignedCheckpoint } from '../checkpoints/types';
import type { ChainEvents } from './ChainEvents';
import type { Edge, WantedEvents } from './types';

/**
 * Finds the checkpoints that an export begins and ends with: those closest around what is wanted. Somebody signed for where the export
 * begins, so that nothing can be missing at its front; and for where it ends.
 *
 * A checkpoint's time is that of one replica, an event's that of another one: its heads decide, and the clocks only where to look.
 */
export class ExportEdges {
  static create(options: {
    store: Pick<CheckpointStore, 'get' | 'newestUpTo' | 'oldestSince'>;
    events: Pick<ChainEvents, 'firstSince' | 'lastBefore'>;
    /** The newest checkpoint. */
    newest: number;
  }): ExportEdges {
    return new ExportEdges(options);
  }

  readonly #options: Parameters<typeof ExportEdges.create>[0];

  private constructor(options: Parameters<typeof ExportEdges.create>[0]) {
    this.#options = options;
  }

  /** The newest checkpoint with nothing in it of what is wanted; absent: the export begins with the chains. */
  async begin(wanted: WantedEvents): Promise<Edge | undefined> {
    const { store, events, newest } = this.#options;
    const { from, writer, fromSeq } = wanted;
    if (from === undefined && fromSeq === undefined) return undefined;
    const firsts =
      from === undefined ? new Map() : await events.firstSince(from);
    if (writer !== undefined) keepOnly(firsts, writer, fromSeq, Math.max);
    const last =
      from === undefined ? newest : (await store.newestUpTo(from))?.number ?? 0;
    return await this.#search(0, last, ({ heads }) =>
      [...firsts].every(([of, seq]) => (heads.get(of) ?? 0) < seq),
    );
  }

  /** The oldest checkpoint with all of it that is wanted; absent: the export ends with what there is. */
  async end(wanted: WantedEvents): Promise<Edge | undefined> {
    const { store, events, newest } = this.#options;
    const { to, writer, toSeq } = wanted;
    if (to === undefined && toSeq === undefined) return undefined;
    const lasts = to === undefined ? new Map() : await events.lastBefore(to);
    if (writer !== undefined) keepOnly(lasts, writer, toSeq, Math.min);
    const first = to === undefined ? 1 : (await store.oldestSince(to))?.number;
    if (first === undefined || first > newest) return undefined;
    const isBefore = ({ heads }: Edge) =>
      [...lasts].some(([of, seq]) => (heads.get(of) ?? 0) < seq);
    const before = await this.#search(first - 1, newest, isBefore);
    return await this.#edge(Math.max(first, (before?.number ?? 0) + 1));
  }

  /** The last of the checkpoints behind `low`, up to `high`, of which something is true that is true of all before it. */
  async #search(
    low: number,
    high: number,
    isTrue: (edge: Edge) => boolean,
  ): Promise<Edge | undefined> {
    let found: Edge | undefined;
    let [from, to] = [low + 1, high];
    while (from <= to) {
      const middle = Math.floor((from + to) / 2);
      const edge = await this.#edge(middle);
      if (edge && isTrue(edge)) {
        found = edge;
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return found;
  }

  async #edge(number: number): Promise<Edge | undefined> {
    const checkpoint = await this.#options.store.get(number);
    return checkpoint && toEdge(checkpoint);
  }
}

/** Of one writer, from or up to a place where one is given. */
function keepOnly(
  places: Map<string, number>,
  writer: string,
  seq: number | undefined,
  narrower: (...places: number[]) => number,
): void {
  const known = places.get(writer);
  places.clear();
  const both = [known, seq].filter(place => place !== undefined);
  if (both.length > 0) places.set(writer, narrower(...both));
}

/** The database is the gateway's own: signatures are for those who verify. */
function toEdge({ number, at, text }: SignedCheckpoint): Edge {
  const [, payload] = text.split('.');
  const { heads } = auditCheckpointSchema.parse(
    JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')),
  );
  return {
    ...{ number, at },
    heads: new Map(heads.map(({ writer, seq }) => [writer, seq])),
  };
}
