import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';

/** A policy with longer conditions than this is not kept: its people are told the least. */
const MAX_LENGTH = 16_384;

/**
 * What the portal's policy says of a person's reading the catalog: kept with their token, since the data plane cannot
 * ask as the person later (docs/adr/0007).
 */
export async function readCatalogDecision(options: {
  permissions: PermissionsService;
  credentials: BackstageCredentials;
}): Promise<string | undefined> {
  const { permissions, credentials } = options;
  const [decision] = await permissions.authorizeConditional(
    [{ permission: catalogEntityReadPermission }],
    { credentials },
  );
  const text = JSON.stringify(decision);
  return text.length <= MAX_LENGTH ? text : undefined;
}
