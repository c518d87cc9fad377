import { OAuthFailure } from './OAuthFailure';

const NOT_NOW_STATUS = [408, 425, 429];
const MAX_RETRY_SECONDS = 600;

/** Throws where an answer says "not now": that is no word about a person's sign-in. */
export function refuseLater({ status, headers }: Response): void {
  if (status < 500 && !NOT_NOW_STATUS.includes(status)) return;
  const seconds = Number(headers.get('retry-after') ?? undefined);
  throw new OAuthFailure('unavailable', 'It cannot answer now', {
    ...(seconds > 0 && {
      retryAfterSeconds: Math.min(Math.ceil(seconds), MAX_RETRY_SECONDS),
    }),
  });
}
