import { OPAQUE_TOKEN_PREFIX } from '../opaque-tokens/OPAQUE_TOKEN_PREFIX';

/** What personal access tokens begin with: scanners for secrets look for it (docs/personal-tokens.md has the expression). */
export const PERSONAL_TOKEN_PREFIX = `${OPAQUE_TOKEN_PREFIX}pat_`;
