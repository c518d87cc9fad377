import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { DefinitionSource } from './DefinitionSource';
import type { ReviewEvidenceSource } from './ReviewEvidence';

/**
 * Takes sources of definitions, and systems that know who reviewed changes of them.
 *
 * @public
 */
export interface McpRegistryGitOpsExtensionPoint {
  /**
   * @param options.evidence - ids of what vouches for reviews of its changes
   * @throws ConflictError where a source of this id is there already.
   */
  addSource(
    source: DefinitionSource,
    options?: { evidence?: readonly string[] },
  ): void;
  /** @throws ConflictError where evidence of this id is there already. */
  addReviewEvidence(evidence: ReviewEvidenceSource): void;
}

/**
 * Where modules of the registry add sources of definitions and evidence of reviews.
 *
 * @public
 */
export const mcpRegistryGitOpsExtensionPoint =
  createExtensionPoint<McpRegistryGitOpsExtensionPoint>({
    id: 'mcp-registry.gitops',
  });
