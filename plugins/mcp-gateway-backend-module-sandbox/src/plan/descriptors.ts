/** Which descriptor is what in a sandbox that is being made. One digit where the gate uses it: a POSIX shell knows no more. */
export const DESCRIPTORS = {
  /** The gate says here that everything but the server is there. */
  ready: 3,
  /** bubblewrap says here which process the sandbox is. */
  info: 4,
  /** The server waits here for a word. */
  gate: 5,
  seccomp: 6,
  options: 7,
  /** The first of the plan's files. */
  files: 8,
} as const;
