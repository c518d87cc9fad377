import { readQuantity } from '../manifests/quantities';

/**
 * Where an object is not as it must be: the paths, none when all is well. What others added beside is not looked at, but
 * where nothing must be: an empty list or map. Neither is how a quantity is written. Pure.
 */
export function findDrift(
  wanted: unknown,
  live: unknown,
  path: readonly string[] = [],
): string[] {
  if (wanted === undefined) return [];
  // The API leaves out what is empty.
  if (isEmpty(wanted)) {
    return live === undefined || isEmpty(live) ? [] : [path.join('.')];
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(live) || live.length !== wanted.length) {
      return [path.join('.')];
    }
    return wanted.flatMap((item, index) =>
      findDrift(item, live[index], [...path, `${index}`]),
    );
  }
  if (wanted !== null && typeof wanted === 'object') {
    if (live !== undefined && (live === null || typeof live !== 'object')) {
      return [path.join('.')];
    }
    const other = (live ?? {}) as Record<string, unknown>;
    return Object.entries(wanted).flatMap(([key, value]) =>
      findDrift(value, other[key], [...path, key]),
    );
  }
  return isSame(wanted, live) ? [] : [path.join('.')];
}

function isEmpty(value: unknown): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    Object.keys(value).length === 0
  );
}

function isSame(wanted: unknown, live: unknown): boolean {
  if (wanted === live) return true;
  // What is not there is false, or without a letter: the API leaves it out.
  if ((wanted === false || wanted === '') && live === undefined) return true;
  return (
    typeof wanted === 'string' &&
    typeof live === 'string' &&
    Number.isFinite(readQuantity(wanted)) &&
    readQuantity(wanted) === readQuantity(live)
  );
}
