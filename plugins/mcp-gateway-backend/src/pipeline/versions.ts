/** Protocol versions in which every request stands for itself. The gateway's table of methods is theirs too. */
export const MODERN_VERSIONS: readonly string[] = ['2026-07-28'];
