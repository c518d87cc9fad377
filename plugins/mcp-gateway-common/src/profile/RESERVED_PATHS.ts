/** What a profile's mounts may not cover inside: the system, and what drivers put there. */
export const RESERVED_PATHS = [
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
