import { registryError } from '../service/registryError';

const LONGEST_MS = 366 * 24 * 3_600_000;

/** When a stop ends by itself, in the one form that sorts; never, where nothing is said. */
export function readEnd(
  given: string | undefined,
  now: Date,
): string | undefined {
  if (given === undefined) return undefined;
  const end = Date.parse(given);
  const left = end - now.getTime();
  if (!(left > 0 && left <= LONGEST_MS)) {
    throw registryError('stop.invalid-end');
  }
  return new Date(end).toISOString();
}
