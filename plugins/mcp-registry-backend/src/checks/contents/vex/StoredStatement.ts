import type { VexStatus } from './openVexSchema';

/** What is kept of a statement. */
export interface StoredStatement {
  /** Of its document. */
  readonly document: string;
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly status: VexStatus;
  readonly justification?: string;
  /** Its own words. */
  readonly words?: string;
  /** What it is about, as package URLs. */
  readonly products: readonly {
    readonly purl: string;
    /** Of the product. Without them it is about all that is in it. */
    readonly parts?: readonly string[];
  }[];
}
