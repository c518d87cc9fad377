import {
  NO_PERMISSIONS,
  type PermissionProfile,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import {
  type RevisionSnapshot,
  revisionSnapshotSchema,
} from '@sallyport/backstage-plugin-mcp-registry-common';
import type { Revision } from '../api/types';

/** What a revision is about; absent where there is none, or this page cannot read it. */
export function readSnapshot(
  revision: Pick<Revision, 'snapshot'> | undefined,
): RevisionSnapshot | undefined {
  return revisionSnapshotSchema.safeParse(revision?.snapshot).data;
}

/** The profile that it states; where it states none, nothing is allowed. */
export function profileIn(
  snapshot: Pick<RevisionSnapshot, 'permissionProfile'>,
): PermissionProfile {
  return snapshot.permissionProfile ?? NO_PERMISSIONS;
}
