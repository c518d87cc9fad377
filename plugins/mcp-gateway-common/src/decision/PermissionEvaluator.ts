import type { AccessDocument } from '../access/accessDocument';

/** What the portal's permission policy says of a person's using a server. */
export interface PermissionVerdict {
  /** `skip`: it was not asked about this caller; what comes after decides. */
  readonly effect: 'allow' | 'deny' | 'skip';
  /** What it said and when, or why it was not asked: for those who may read the trace. */
  readonly detail?: string;
  /** It said something that cannot be evaluated: that refuses. */
  readonly error?: string;
}

/**
 * The port through which `decide()` asks what the portal's permission policy said about who calls. Pure, and never over a
 * network: what it said was asked before, when the person's own credentials were there.
 */
export interface PermissionEvaluator {
  evaluate(document: AccessDocument): PermissionVerdict;
}
