import { InputError } from '@backstage/errors';

/** One of the words that a setting may be. Throws an InputError that names its key and all of them. */
export function oneOf<T extends string>(
  known: readonly T[],
  value: string,
  key: string,
): T {
  const found = known.find(one => one === value);
  if (found === undefined) {
    throw new InputError(`${key} must be one of ${known.join(', ')}`);
  }
  return found;
}
