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

/** What a profile's mounts may not cover: the system, and what the sandbox itself puts there. */
export const RESERVED = [
  '/bin',
  '/dev',
  '/etc',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/opt/node',
  '/opt/server',
  '/proc',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
] as const;
