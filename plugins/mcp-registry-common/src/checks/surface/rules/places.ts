import type { Place } from '../types';

/** Text that describes the server's own offer. */
export const OWN_WORDS: readonly Place[] = [
  'name',
  'title',
  'description',
  'parameter name',
  'parameter',
  'value',
  'annotation',
  'instructions',
  'prompt',
];

/** All of it, results too. */
export const EVERYWHERE: readonly Place[] = [...OWN_WORDS, 'result'];

/** What stands in schemas. */
export const SCHEMA: readonly Place[] = [
  'parameter name',
  'parameter',
  'value',
];

/** Prose for the model: descriptions and whatever else takes sentences. */
export const PROSE: readonly Place[] = [
  'title',
  'description',
  'parameter',
  'value',
  'annotation',
  'instructions',
  'prompt',
];

/** Prose of the server and results. */
export const PROSE_AND_RESULTS: readonly Place[] = [...PROSE, 'result'];
