import type {
  CheckManifest,
  CheckResult,
  RevisionSnapshot,
} from '@sallyport/backstage-plugin-mcp-registry-common';

/** Another server of the registry, as far as one could pose as it. */
export interface OtherServer {
  readonly serverRef: string;
  readonly title: string;
  /** `@acme/orders-mcp`, where it is a package. */
  readonly packageIdentifier?: string;
}

/** What these checks read of a revision. */
export interface TrustSubject {
  readonly snapshot: RevisionSnapshot;
  others(): Promise<readonly OtherServer[]>;
}

/** A check of a revision, in the form that the registry's checks have. */
export interface TrustCheck {
  readonly manifest: CheckManifest;
  run(
    subject: TrustSubject,
    options: { signal: AbortSignal },
  ): Promise<CheckResult>;
}

/** The package that a revision brings. */
export type Package = NonNullable<RevisionSnapshot['package']>;
