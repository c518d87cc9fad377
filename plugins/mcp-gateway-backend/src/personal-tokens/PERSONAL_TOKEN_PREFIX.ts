/** What personal access tokens begin with: scanners for secrets look for it (docs/personal-tokens.md has the expression). */
export const PERSONAL_TOKEN_PREFIX = 'sallyport_pat_';
