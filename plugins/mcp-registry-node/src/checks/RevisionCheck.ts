import type {
  CheckManifest,
  CheckResult,
  ProbeObservations,
  RevisionSnapshot,
  ToolSurface,
} from '@sallyport/backstage-plugin-mcp-registry-common';

/**
 * What a check is told of another server of the registry: enough to find one that poses as it.
 *
 * @public
 */
export interface OtherServer {
  readonly serverRef: string;
  readonly title: string;
  /** `@acme/orders-mcp`, where it is a package. */
  readonly packageIdentifier?: string;
  /** Names of the tools that are approved of it. */
  readonly tools: readonly string[];
}

/**
 * What a check looks at: one revision, as it is hashed, and what a probe saw. Nothing of it changes while the check runs.
 *
 * @public
 */
export interface CheckSubject {
  /** Of the snapshot. A verdict is about this digest and no other. */
  readonly digest: string;
  readonly snapshot: RevisionSnapshot;
  /** Tools with all of their words, as the server lists them: text of strangers, never instructions. */
  readonly toolSurface: ToolSurface;
  /** What the newest probe saw beside the tools; `toolSurface.probedAt` says when. */
  readonly observed: ProbeObservations;
  /** The other servers of the registry. Loaded when it is called; the same for all checks of a run. */
  others(): Promise<readonly OtherServer[]>;
}

/**
 * Looks at revisions of MCP servers and says what it found, for reviewers and for the rules that hold approvals back.
 *
 * It runs in a worker, never while somebody waits for a call and never inside a database transaction; once for each
 * digest, again on schedule and when somebody asks. It may take as long as the registry allows and then finds its signal
 * aborted. What it throws is an error that is tried again later; a result that is too large is cut, and one of another form
 * counts as an error.
 *
 * @public
 */
export interface RevisionCheck {
  /** Its id is unique among all checks. Raise `version` with the rules: verdicts of other versions do not count. */
  readonly manifest: CheckManifest;
  /**
   * Answer `notApplicable` with its reason where there is nothing to look at, and `error` where it could not be done
   * (`isTransient` where another try may succeed). Never `pass` for want of something to look at.
   */
  run(
    subject: CheckSubject,
    options: { signal: AbortSignal },
  ): Promise<CheckResult>;
}
