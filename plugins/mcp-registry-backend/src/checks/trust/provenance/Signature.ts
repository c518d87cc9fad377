import type { ArtifactDigest } from '../sigstore/types';
import type { SimpleSignature } from '../sigstore/verifySimpleSignature';

/** A signature as a registry hands it out, not verified. */
export type Signature = {
  /** Where it was found, for people. */
  readonly from: string;
} & (
  | {
      /** A Sigstore bundle as JSON, from a stranger. */
      readonly bundle: unknown;
    }
  | { readonly simple: SimpleSignature }
);

/** What a registry has about one artifact. */
export interface PublishedSignatures {
  readonly registry: string;
  /** Which of several files it is. */
  readonly file?: string;
  readonly artifact: ArtifactDigest;
  readonly signatures: readonly Signature[];
  /** There is something that looks like a signature and is in a form that is not read. */
  readonly unread: readonly string[];
}
