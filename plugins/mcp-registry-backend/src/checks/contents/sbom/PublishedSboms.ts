import type { CheckResult } from '@sallyport/backstage-plugin-mcp-registry-common';
import type { CheckSubject } from '@sallyport/backstage-plugin-mcp-registry-node';

/** Lists of contents that come with what is published. */
export interface PublishedSboms {
  /** Keeps what is published with a revision's package. @returns what stood in the way, where something did. */
  take(
    subject: Pick<CheckSubject, 'digest' | 'snapshot'>,
    signal: AbortSignal,
  ): Promise<CheckResult | undefined>;
}
