import type { ReadSource } from '../sources/SourceIntake';
import type { Severity } from '../types';

/** A source of statements, and of whom it may speak. */
export type VexSource = ReadSource & {
  /** Entity refs of servers. Absent: of all. */
  readonly servers?: readonly string[];
};

/** From which severity on a vulnerability is a failure or a warning. */
export interface SeverityPolicy {
  readonly failAt: Severity;
  readonly warnAt: Severity;
  /** What one is taken for of which nobody says how bad it is. */
  readonly unknown: Severity;
}

/** `mcpRegistry.contents`. */
export interface ContentsSettings {
  readonly osv: readonly ReadSource[];
  readonly vex: readonly VexSource[];
  readonly severity: SeverityPolicy;
  readonly licences: {
    /** SPDX identifiers. Absent: all that are not denied. */
    readonly allowed?: readonly string[];
    readonly denied: readonly string[];
  };
  readonly maxDataAgeHours: number;
  readonly refreshMinutes: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Changes with everything above that changes verdicts. */
  readonly fingerprint: string;
}
