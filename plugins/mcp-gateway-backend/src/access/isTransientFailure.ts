import { isError } from '@backstage/errors';

const TRANSIENT_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'TimeoutError',
  'ResponseError',
  'ServiceUnavailableError',
  'AuthenticationError',
  // What fetch throws when the connection fails, also in the middle of an answer.
  'TypeError',
]);

/**
 * Whether a document could not be fetched (then it is asked for again before the feed goes on), rather than fetched
 * and found unreadable (then asking at once again would not help).
 */
export function isTransientFailure(error: unknown): boolean {
  if (!isError(error)) {
    return false;
  }
  return TRANSIENT_NAMES.has(error.name) || typeof error.code === 'string';
}
