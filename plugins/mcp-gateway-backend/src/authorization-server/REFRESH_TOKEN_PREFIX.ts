import { OPAQUE_TOKEN_PREFIX } from '../opaque-tokens/OPAQUE_TOKEN_PREFIX';

/** What refresh tokens begin with, for scanners for secrets (docs/personal-tokens.md has the expression). */
export const REFRESH_TOKEN_PREFIX = `${OPAQUE_TOKEN_PREFIX}rt_`;
