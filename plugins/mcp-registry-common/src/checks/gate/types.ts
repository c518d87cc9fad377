import type { NamedFinding } from '../exceptions/findingKey';
import type { CheckManifest } from '../types';

/** A stored verdict, as the gate reads it: nothing of it is trusted to be of the right kind. */
export interface GateResult {
  /** Of the revision that was checked. */
  readonly digest: string;
  readonly checkId: string;
  readonly checkVersion: string;
  /** One of the known outcomes, or something that a later or broken check wrote. */
  readonly outcome: string;
  readonly summary: string;
  readonly findings: readonly NamedFinding[];
  /** How many more there are that were not kept; the worst were. */
  readonly omittedFindings?: number;
  /** ISO 8601. */
  readonly dataAt?: string;
}

/** What somebody accepted for a time: one finding of one check on one revision. */
export interface GateException {
  readonly digest: string;
  readonly checkId: string;
  /** As it was when it was accepted: for one that says something else it does not hold. */
  readonly finding: NamedFinding;
  /** ISO 8601. It acts before this moment, and no more at it. */
  readonly expiresAt: string;
}

/** Why a revision is held back; each is about one check. */
export const GATE_REASONS = [
  'not-installed',
  'not-checked',
  'other-version',
  'failed',
  'error',
  'stale',
  'unexplained',
  'unknown-outcome',
] as const;
/** See {@link GATE_REASONS}. */
export type GateReasonCode = (typeof GATE_REASONS)[number];

/** One reason for which a revision is held back. */
export interface GateReason {
  readonly checkId: string;
  readonly code: GateReasonCode;
  /** One sentence, in English; the portal translates by code. */
  readonly text: string;
}

/** What the gate says: a revision may be approved, or not yet, and why. */
export interface GateDecision {
  readonly decision: 'open' | 'held';
  readonly reasons: readonly GateReason[];
}

/** What the gate decides from. */
export interface GateInput {
  /** Of the revision that is about to be approved. */
  readonly digest: string;
  /** Ids of the checks that have to be passed. */
  readonly required: readonly string[];
  /** The checks that there are. */
  readonly installed: readonly Pick<
    CheckManifest,
    'id' | 'version' | 'title' | 'outcomes' | 'maxDataAgeHours'
  >[];
  readonly results: readonly GateResult[];
  readonly exceptions: readonly GateException[];
  readonly now: Date;
}
