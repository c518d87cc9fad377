import type { KeyObject } from 'node:crypto';
import type { TrustedRoot } from '@sigstore/protobuf-specs';

/** What exactly was signed for: the archive of a package, or the manifest of an image. */
export interface ArtifactDigest {
  readonly algorithm: 'sha256' | 'sha512';
  readonly hex: string;
}

/** Whom signatures are believed, pinned by whoever runs the portal. Nothing of it is asked for over the network. */
export interface TrustRoot {
  readonly name: string;
  readonly root: TrustedRoot;
}

/** A public key of the company, or of a supplier, that stays the same over many signatures. */
export interface ManagedKey {
  readonly name: string;
  readonly key: KeyObject;
}

/** Who signed, as the certificate says it. A managed key says none of it but its name. */
export interface SignerIdentity {
  /** Of the managed key. */
  readonly key?: string;
  /** Who told the certificate's issuer who it is: `https://token.actions.githubusercontent.com`. */
  readonly issuer?: string;
  /** The name in the certificate: an address of mail, or of a workflow with its ref. */
  readonly signer?: string;
  readonly sourceRepository?: string;
  readonly sourceRef?: string;
  readonly sourceDigest?: string;
  /** The workflow at the top, with its ref. */
  readonly workflow?: string;
  /** `github-hosted`, `self-hosted`. */
  readonly runnerEnvironment?: string;
}

/** Where something was built and from what, as its builder says it (SLSA). */
export interface BuildProvenance {
  readonly predicateType: string;
  readonly builder?: string;
  readonly sourceRepository?: string;
  readonly sourceRef?: string;
  readonly sourceDigest?: string;
  readonly workflow?: string;
}

/** Who is expected to have signed. What is absent may be anything; `*` stands for any letters. */
export interface ExpectedIdentity {
  readonly issuer?: string;
  readonly signer?: string;
  readonly sourceRepository?: string;
  readonly sourceRef?: string;
  /** Path of the workflow in the repository, or its whole address. */
  readonly workflow?: string;
  readonly builder?: string;
  readonly runnerEnvironment?: string;
}

/** One line of expected and found. */
export interface IdentityComparison {
  readonly what: keyof ExpectedIdentity;
  readonly expected: string;
  /** Absent: the signature does not say. */
  readonly actual?: string;
  readonly agrees: boolean;
}

/** Why a bundle is not believed. */
export type BundleRefusal =
  | 'malformed'
  | 'tampered'
  | 'other-artifact'
  | 'untrusted-signer'
  | 'expired-certificate'
  | 'missing-log'
  | 'wrong-log'
  | 'missing-timestamp'
  | 'wrong-identity';

/** What came of a bundle. */
export type BundleVerdict = {
  readonly identity?: SignerIdentity;
  readonly provenance?: BuildProvenance;
  readonly comparisons: readonly IdentityComparison[];
  /** One sentence for people. */
  readonly message: string;
} & (
  | { readonly verified: true }
  | { readonly verified: false; readonly refusal: BundleRefusal }
);
