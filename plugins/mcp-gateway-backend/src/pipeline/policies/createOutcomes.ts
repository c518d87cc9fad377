import { LRUCache } from 'lru-cache';
import type { Outcomes } from './PolicyLeaf';
import type { Outcome } from './types';

const MAX_REMEMBERED = 20_000;
/** Characters: of all keys, and of one. A key holds the arguments that a condition reads, which the client chooses. */
const MAX_TOTAL = 32 * 1024 * 1024;
const MAX_KEY = 8 * 1024;

/** Remembers what conditions came to, within bounds: what depends on a long argument is asked again. */
export function createOutcomes(): Outcomes {
  return new LRUCache<string, Outcome>({
    max: MAX_REMEMBERED,
    maxSize: MAX_TOTAL,
    maxEntrySize: MAX_KEY,
    sizeCalculation: (_outcome, key) => key.length,
  });
}
