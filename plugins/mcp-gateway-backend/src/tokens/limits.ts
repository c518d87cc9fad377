/** The longest life of a token (design: at most an hour). */
export const MAX_TTL_MS = 60 * 60_000;
/** The shortest: less is of no use to a person. */
export const MIN_TTL_MS = 60_000;
/** Longer text is no token of ours and is not looked at. */
export const MAX_TOKEN_LENGTH = 8 * 1024;
/** Tokens of one person that have not expired: bounds the table and the list. */
export const MAX_TOKENS_PER_USER = 500;
/** Verified tokens that a replica keeps in memory. */
export const MAX_CACHED_TOKENS = 20_000;

/** Access tokens of one consent that have not expired: a client refreshes once an hour, and its programs now and then at once. */
export const MAX_TOKENS_PER_CONSENT = 50;
