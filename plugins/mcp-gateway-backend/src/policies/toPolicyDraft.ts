import type { GatewaySchemas } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { WrittenDraft } from './types';

/** A written draft as the portal's API shows it. */
export function toPolicyDraft(
  draft: WrittenDraft,
): GatewaySchemas['PolicyDraft'] {
  const { mode, text, comment, digest, author, at, restoredFrom } = draft;
  return {
    ...{ mode, text, comment, digest, author, at },
    cases: draft.cases.map(each => ({ ...each })),
    ...(restoredFrom !== undefined && { restoredFrom }),
  };
}
