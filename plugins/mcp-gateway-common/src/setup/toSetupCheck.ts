import {
  SETUP_FINDINGS,
  type SetupFinding,
  type SetupStatus,
} from './setupFindings';

/** What a set-up check found, as the APIs show it. */
export interface SetupCheckResult {
  /** See {@link SETUP_FINDINGS}. */
  finding: string;
  status: SetupStatus;
  /** The threat that it is about, such as P1. */
  threat: string;
  text: string;
  /** What to do. */
  fix?: string;
  /** What it is about: entity refs, names of configuration keys, what a driver says is missing, or what a place of checkpoints says. Never a value or an address. */
  subjects?: string[];
  /** ISO 8601, where it was found out earlier. */
  checkedAt?: string;
}

/** How many subjects are named. */
const MAX_SUBJECTS = 100;

/** Puts a finding into the form that the APIs show. */
export function toSetupCheck(
  finding: SetupFinding,
  options?: { subjects?: readonly string[]; checkedAt?: string },
): SetupCheckResult {
  return {
    finding,
    ...SETUP_FINDINGS[finding],
    ...(options?.subjects?.length && {
      subjects: options.subjects.slice(0, MAX_SUBJECTS),
    }),
    ...(options?.checkedAt && { checkedAt: options.checkedAt }),
  };
}
