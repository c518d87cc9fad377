/** Scenarios that a server over standard input and output cannot pass, by revision, and why. */
export const EXPLAINED = { '2025-11-25': {}, '2026-07-28': {} };
