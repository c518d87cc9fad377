import type {
  ExpectedIdentity,
  ManagedKey,
  TrustRoot,
} from '../sigstore/types';

/** Who may have signed certain packages. Several that are about the same package are alternatives. */
export interface SignerRule {
  /** `npm:@acme/*`, `pypi:acme-*`, `oci:ghcr.io/acme/*`. */
  readonly packages: readonly string[];
  readonly trustRoot?: TrustRoot;
  readonly keys: readonly ManagedKey[];
  readonly expected: ExpectedIdentity;
  /** These packages have no business being unsigned. */
  readonly isRequired: boolean;
}

/** `mcpRegistry.trust`. */
export interface TrustSettings {
  readonly npm?: { readonly url: URL; readonly token?: string };
  readonly pypi?: {
    /** Below it are the JSON API and the Integrity API. */
    readonly url: URL;
    /** Of the Simple API; it ends with a slash. */
    readonly simple: URL;
    readonly username?: string;
    readonly password?: string;
  };
  readonly images: readonly {
    readonly host: string;
    readonly url: URL;
    readonly username?: string;
    readonly password?: string;
    /** Origins that it may point to, for tokens and contents. */
    readonly alsoAsks: readonly string[];
  }[];
  readonly timeoutMs: number;
  readonly licences: {
    /** SPDX identifiers. Absent: any that is one. */
    readonly allowed?: readonly string[];
  };
  readonly minReleaseAgeDays: number;
  readonly staleAfterDays: number;
  /** Beside our own list. */
  readonly knownServers: readonly string[];
  readonly signers: readonly SignerRule[];
  /** Of packages that no rule is about. */
  readonly trustRoot?: TrustRoot;
  /** Changes with everything above that changes verdicts. */
  readonly fingerprint: string;
}
