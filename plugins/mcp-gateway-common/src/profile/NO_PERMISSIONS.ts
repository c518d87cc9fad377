import type { PermissionProfile } from './permissionProfile';

/** The profile of a server that states none: no network, nothing to write, nothing to read but its own package. */
export const NO_PERMISSIONS: PermissionProfile = {
  read: [],
  write: [],
  network: { mode: 'none' },
};
