import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { RevisionCheck } from './RevisionCheck';

/**
 * Takes checks of revisions.
 *
 * @public
 */
export interface McpRegistryChecksExtensionPoint {
  /** @throws ConflictError where a check of this id is there already. */
  addCheck(check: RevisionCheck): void;
}

/**
 * Where modules of the registry add checks.
 *
 * @public
 */
export const mcpRegistryChecksExtensionPoint =
  createExtensionPoint<McpRegistryChecksExtensionPoint>({
    id: 'mcp-registry.checks',
  });
