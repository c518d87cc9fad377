import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  FIRST_PREV,
  signCheckpoint,
  signGap,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AuditKeys } from './AuditKeys';
import type { CheckpointStore, PlaceState } from './CheckpointStore';
import type { PlaceNews } from './PlaceNews';
import type { CheckpointPlace, ReadHeads, SignedCheckpoint } from './types';

/** So many files go to a place in one run; the rest follows in the next. */
const MAX_FILES = 100;

/**
 * Signs where the log is, and brings that to places that the portal cannot rewrite. A place that failed gets all that it misses in the
 * next run, in its order: none is left out.
 */
export class Checkpoints {
  static create(options: {
    heads: ReadHeads;
    keys: Pick<AuditKeys, 'current'>;
    store: CheckpointStore;
    places: readonly CheckpointPlace[];
    /** Hears when a place begins and ends to fail. */
    news?: Pick<PlaceNews, 'failing' | 'mended'>;
    logger: LoggerService;
    now?: () => number;
  }): Checkpoints {
    return new Checkpoints(options);
  }

  readonly #options: Parameters<typeof Checkpoints.create>[0];

  private constructor(options: Parameters<typeof Checkpoints.create>[0]) {
    this.#options = options;
  }

  /** One run: a new checkpoint, and whatever places do not have yet. */
  async run(): Promise<void> {
    await this.#make();
    for (const place of this.#options.places) await this.#bring(place);
  }

  /** How far each place has them, in the order of the configuration. */
  async states(): Promise<(PlaceState & { label: string })[]> {
    const { places, store } = this.#options;
    return await Promise.all(
      places.map(async ({ name, label = name }) => ({
        ...(await store.stateOf(name)),
        label,
      })),
    );
  }

  async #make(): Promise<void> {
    const { heads: reader, keys, store, now = Date.now } = this.#options;
    // Gaps first: what is deleted meanwhile is sealed with the next one.
    const gaps = await reader.gaps();
    const heads = await reader.heads();
    if (heads.length === 0) return;
    const before = await store.newest();
    const key = await keys.current();
    const number = (before?.number ?? 0) + 1;
    const at = new Date(now()).toISOString();
    const text = await signCheckpoint(
      { number, prev: before?.hash ?? FIRST_PREV, at, heads },
      key,
    );
    const sealed = await Promise.all(gaps.map(gap => signGap(gap, key)));
    const hash = createHash('sha256').update(text, 'utf8').digest('hex');
    await store.add({ number, hash, at, text, gaps: sealed.join('\n') }, gaps);
  }

  async #bring(place: CheckpointPlace): Promise<void> {
    const { store, logger, news } = this.#options;
    const { number, failedAt } = await store.stateOf(place.name);
    const { name, label = name } = place;
    try {
      const missing = await store.after(number, MAX_FILES);
      for (const checkpoint of missing) {
        await place.put(fileOf(checkpoint));
        await store.exported(place.name, checkpoint.number);
      }
      if (failedAt && missing.length > 0) await news?.mended(label);
    } catch (error) {
      const text = stringifyError(error);
      logger.error(
        `Checkpoints of the audit log could not be exported to ${place.name}; it is tried again: ${text}`,
      );
      await store.failed(place.name, text);
      // A place that goes on failing is no news.
      if (!failedAt) await news?.failing(label, text);
    }
  }
}

function fileOf({ number, text, gaps }: SignedCheckpoint) {
  return {
    // In the order of their names they are in their order.
    name: `checkpoint-${String(number).padStart(12, '0')}.jws`,
    text: gaps ? `${text}\n${gaps}\n` : `${text}\n`,
  };
}
