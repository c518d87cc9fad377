import type { AccessDocument } from '../access/accessDocument';
import type { CallAction, Principal } from './types';

/** The one thing that a policy is asked about. */
export type PolicyItem =
  | { readonly kind: 'tool'; readonly name: string }
  | { readonly kind: 'prompt'; readonly name: string }
  | { readonly kind: 'resource'; readonly uri: string };

/**
 * The arguments of the call. `unknown`: there are none yet (a list is filtered, a task followed); what depends on them
 * is then taken as it would be for arguments that fit.
 */
export type PolicyArguments = Readonly<Record<string, unknown>> | 'unknown';

/** What a company's policies are asked. */
export interface PolicyRequest {
  readonly principal: Principal;
  readonly action: CallAction;
  readonly document: AccessDocument;
  readonly item: PolicyItem;
  readonly arguments: PolicyArguments;
}

/** What they say. */
export interface PolicyVerdict {
  /** `no-opinion`: no policy matches. */
  readonly effect: 'allow' | 'deny' | 'no-opinion';
  /** The policies that the effect comes from. */
  readonly policyIds: readonly string[];
  /** They could not all be evaluated: for those who may read the trace. */
  readonly error?: string;
  /** Policies that depend on arguments, where these are not known: for others the effect may be another one. */
  readonly open?: readonly string[];
  /** What the answer would be if the policies that are only observed were enforced too. */
  readonly observed?: {
    readonly effect: 'allow' | 'deny';
    readonly policyIds: readonly string[];
    readonly error?: string;
  };
}

/** The port through which `decide()` asks a company's attribute policies. Pure, and never over a network. */
export interface PolicyEvaluator {
  /** Names the set of policies: another set has another version. */
  readonly version: string;
  /**
   * What the enforced policies are. `none`: grants alone decide; `forbids`: what none forbids goes on; `permits`: what
   * none permits is refused.
   */
  readonly coverage: 'none' | 'forbids' | 'permits';
  evaluate(request: PolicyRequest): PolicyVerdict;
}
