/** Where things are inside a container: as in the driver `sandbox`, so that a definition moves from one to the other. */
export const INSIDE = {
  /** The installed package of a server of npm. */
  server: '/opt/server',
  secrets: '/run/secrets',
  /** What is loaded before a server of npm, and gives it its secrets. */
  preload: '/run/secrets/.preload.cjs',
  /** Where the way out finds the gateway's sockets. */
  egress: '/run/egress',
  tmp: '/tmp',
} as const;
