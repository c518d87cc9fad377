/** Where things are inside a sandbox. */
export const INSIDE = {
  /** The installed package of the server. */
  server: '/opt/server',
  /** Node, where it is not below /usr anyway. */
  node: '/opt/node/bin/node',
  secrets: '/run/secrets',
  tmp: '/tmp',
  sharedMemory: '/dev/shm',
  /** What gVisor is told, and what it keeps; the server sees neither. */
  gvisor: '/run/gvisor',
  gvisorState: '/run/gvisor-state',
} as const;
