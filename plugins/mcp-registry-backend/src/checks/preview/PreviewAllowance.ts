import { LRUCache } from 'lru-cache';
import type { Clock } from '../../service/Clock';
import { registryError } from '../../service/registryError';

const MINUTE_MS = 60_000;
/** Somebody who fills in a form asks after every pause of theirs. */
const LOOKS = { count: 30, withinMs: MINUTE_MS };
/** A trial run starts something, or asks a server. */
const TRIALS = { count: 6, withinMs: 5 * MINUTE_MS };
const MAX_PEOPLE = 5_000;

interface Spent {
  looks: number[];
  trials: number[];
  isTrying: boolean;
}

/** How often each person may have something checked that is not registered, on this replica. One trial run of theirs at a time. */
export class PreviewAllowance {
  static create(options: { clock: Clock }): PreviewAllowance {
    return new PreviewAllowance(options.clock);
  }

  readonly #clock: Clock;
  readonly #spent = new LRUCache<string, Spent>({ max: MAX_PEOPLE });

  private constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws where it is too much. The answer ends what was begun. */
  take(person: string, options: { isTrial: boolean }): () => void {
    const now = this.#clock.now().getTime();
    const spent = this.#spent.get(person) ?? {
      looks: [],
      trials: [],
      isTrying: false,
    };
    this.#spent.set(person, spent);
    const kind = options.isTrial ? 'trials' : 'looks';
    const { count, withinMs } = options.isTrial ? TRIALS : LOOKS;
    spent[kind] = spent[kind].filter(at => at > now - withinMs);
    if (spent[kind].length >= count || (options.isTrial && spent.isTrying)) {
      throw registryError('checks.too-often');
    }
    spent[kind].push(now);
    if (!options.isTrial) return () => undefined;
    spent.isTrying = true;
    return () => {
      spent.isTrying = false;
    };
  }
}
