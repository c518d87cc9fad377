/** What refresh tokens begin with, for scanners for secrets (docs/personal-tokens.md has the expression). */
export const REFRESH_TOKEN_PREFIX = 'sallyport_rt_';
