import type { PolicyMode } from '../pipeline/policies/types';
import type { PolicyCase } from './policyCaseSchema';

/** What somebody writes. */
export interface PolicyDraft {
  /** `removed`: it is no policy any more. */
  readonly mode: PolicyMode | 'removed';
  readonly text: string;
  readonly cases: readonly PolicyCase[];
  /** Why, for those who read the history. */
  readonly comment: string;
  /** The version it was taken from. */
  readonly restoredFrom?: number;
}

/** A draft with who wrote it and when. */
export interface WrittenDraft extends PolicyDraft {
  readonly name: string;
  readonly digest: string;
  readonly author: string;
  /** ISO 8601 */
  readonly at: string;
}

/** A version: it never changes. */
export interface PolicyVersion extends WrittenDraft {
  /** From 1. */
  readonly version: number;
  /** Where it took two people. */
  readonly confirmedBy?: string;
}

/** A version to be, until a second person confirms it. */
export interface PolicyProposal extends WrittenDraft {
  /** The version that it would follow; 0: there was none. */
  readonly baseVersion: number;
}
