/** What a check can say. `error`: it could not be done, which counts as not passed. */
export const CHECK_OUTCOMES = [
  'pass',
  'warn',
  'fail',
  'error',
  'notApplicable',
] as const;
/** See {@link CHECK_OUTCOMES}. */
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** What a check is, for those who read its verdicts and for those who write policies. */
export interface CheckManifest {
  /** In policies, records and addresses: `tool-surface`. */
  readonly id: string;
  /** Changes with the rules: verdicts of another version are made anew. */
  readonly version: string;
  readonly title: string;
  /** What can go wrong that it looks for. */
  readonly motivation: string;
  /** Of the revision it reads: `package`, `tool surface`, `permission profile`. */
  readonly consumes: readonly string[];
  /** What its evidence holds. */
  readonly produces: readonly string[];
  /** What each outcome means here. Outcomes that it cannot have are absent. */
  readonly outcomes: Readonly<Partial<Record<CheckOutcome, string>>>;
  /** What to do about a verdict that is not `pass`. */
  readonly remedy: string;
  /** The greatest age of the data it rests on, hours; older data makes it `error`. Absent: it rests on the revision alone. */
  readonly maxDataAgeHours?: number;
}

/** A known vulnerability of a package, as a finding is about one. */
export interface FoundVulnerability {
  readonly package: string;
  readonly version: string;
  /** Its name: `GHSA-…`, `CVE-…`. */
  readonly advisory: string;
  /** Other names of the same. */
  readonly aliases: string[];
  readonly severity:
    | 'none'
    | 'low'
    | 'medium'
    | 'high'
    | 'critical'
    | 'unknown';
  /** Of CVSS. */
  readonly score?: number;
  /** Later versions in which it is fixed. */
  readonly fixedIn: string[];
  /** What somebody says of it here (VEX). The finding stays, whatever is said. */
  readonly vex?: {
    readonly status:
      | 'not_affected'
      | 'affected'
      | 'fixed'
      | 'under_investigation';
    readonly justification?: string;
    /** Its own words. */
    readonly words?: string;
    readonly author: string;
    /** ISO 8601: when it was said. */
    readonly at: string;
    /** Which of the configured sources has it. */
    readonly source: string;
    /** How the finding would count without it. */
    readonly withoutIt: CheckFinding['level'];
  };
}

/** One thing that a check found, with its words in full: evidence is what a reviewer can see for themselves. */
export interface CheckFinding {
  /** Of the check's rules: `hidden-unicode`. Exceptions name it. */
  readonly rule: string;
  readonly level: 'note' | 'warning' | 'error';
  /** One sentence for people. */
  readonly message: string;
  /** Where: `tools/search/description`, `package/left-pad@1.3.0`. With `rule` it names the finding. */
  readonly location?: string;
  /** The text that it is about, hidden characters made visible; bounded. */
  readonly excerpt?: string;
  /** Where the rule is explained. */
  readonly helpUri?: string;
  /** Where it is a known vulnerability of a package. */
  readonly vulnerability?: FoundVulnerability;
}

/** A check's verdict on one revision. */
export interface CheckResult {
  readonly outcome: CheckOutcome;
  /** One sentence: why. Of `notApplicable` and `error` the reason. */
  readonly summary: string;
  readonly findings: readonly CheckFinding[];
  /** What was looked at and what came of it, for the record: JSON, bounded, no secrets. */
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** ISO 8601: as of when the data is that it rests on. */
  readonly dataAt?: string;
  /** ISO 8601: when its outcome changes by itself. It is looked at again then, where it would not be before. */
  readonly againAt?: string;
  /** An error that another try may not meet (network, time): it is tried again and not kept as the digest's verdict. */
  readonly isTransient?: boolean;
}
