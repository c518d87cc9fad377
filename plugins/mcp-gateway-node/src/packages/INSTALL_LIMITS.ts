/** The bounds of an installation: whatever is installed is kept below them, and nothing is begun before all of it is there. */
export const INSTALL_LIMITS = {
  memoryBytes: 1536 * 1024 * 1024,
  pids: 128,
  cpu: 4,
  openFiles: 8192,
  fileBytes: 512 * 1024 * 1024,
  tmpBytes: 64 * 1024 * 1024,
  diskBytes: 2 * 1024 ** 3,
} as const;
