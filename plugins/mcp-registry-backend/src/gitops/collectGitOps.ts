import type { BackendPluginRegistrationPoints } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  type DefinitionSource,
  mcpRegistryGitOpsExtensionPoint,
  type ReviewEvidenceSource,
} from '@sallyport/backstage-plugin-mcp-registry-node';
import type { GitOpsAdditions } from './createGitOps';

/** Opens the extension point for sources and evidence, and collects what modules add. */
export function collectGitOps(
  env: Pick<BackendPluginRegistrationPoints, 'registerExtensionPoint'>,
): GitOpsAdditions {
  const sources: {
    source: DefinitionSource;
    evidence: readonly string[];
  }[] = [];
  const evidence: ReviewEvidenceSource[] = [];
  const requireNew = (ids: readonly string[], id: string) => {
    if (ids.includes(id)) {
      throw new ConflictError(`There are two of GitOps called ${id}`);
    }
  };
  env.registerExtensionPoint(mcpRegistryGitOpsExtensionPoint, {
    addSource(source, options) {
      requireNew(
        sources.map(it => it.source.id),
        source.id,
      );
      sources.push({ source, evidence: options?.evidence ?? [] });
    },
    addReviewEvidence(added) {
      requireNew(
        evidence.map(({ id }) => id),
        added.id,
      );
      evidence.push(added);
    },
  });
  return { sources, evidence };
}
