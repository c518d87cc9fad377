import type { ReviewEvidenceSource } from '@sallyport/backstage-plugin-mcp-registry-node';

/** Who signs a merge has reviewed it: the only evidence that needs nobody’s word but Git’s own. */
export const signatureEvidence: ReviewEvidenceSource = {
  id: 'signature',
  find: async ({ mergedBy, areAuthorsProved }) =>
    mergedBy && { reviewers: [mergedBy], authors: [], areAuthorsProved },
};
