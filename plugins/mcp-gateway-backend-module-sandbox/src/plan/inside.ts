/** Where things are inside a sandbox. */
export const INSIDE = {
  /** The installed package of the server. */
  server: '/opt/server',
  /** Node, where it is not below /usr anyway. */
  node: '/opt/node/bin/node',
  secrets: '/run/secrets',
  tmp: '/tmp',
  sharedMemory: '/dev/shm',
} as const;
