import type { RevisionSnapshot } from '../../revision/revisionSnapshot';
import type { AskableFacts } from '../evaluate/askedBy';
import type {
  ApprovalState,
  DecidedFacts,
  DecidedInput,
} from '../evaluate/types';
import type {
  AccessEffect,
  AccessKind,
  AccessOrigin,
  AccessPolicyVersion,
  AccessSubject,
} from './accessPolicySchema';

/** Why no rule may approve a request by itself, whatever policies say. */
export const NO_RULE_REASONS = [
  'other-tool',
  'refused-before',
  'extends-rule',
] as const;
/** See {@link NO_RULE_REASONS}. */
export type NoRuleReason = (typeof NO_RULE_REASONS)[number];

/** A request for access, as policies see it. What is not known is absent, and makes nothing easier. */
export interface AccessFacts extends DecidedFacts, AskableFacts {
  /** The effective one of the server. */
  readonly risk: RevisionSnapshot['riskTier'];
  /** The highest of the server and what is known of the systems behind it; it may be more where one could not be looked at. */
  readonly dataClassification: {
    readonly atLeast: RevisionSnapshot['dataClassification'];
    readonly mayBeMore: boolean;
  };
  readonly tools: {
    readonly selection: 'all' | 'named';
    readonly names: readonly string[];
    /** What those of them may do that are approved now. */
    readonly effects: readonly AccessEffect[];
    /** Whether each of them is approved now, and so known. */
    readonly areKnown: boolean;
  };
  readonly days: number;
  readonly kind: AccessKind;
  readonly for: AccessSubject;
  /** Who asks, their groups and what is above those; absent where the catalog does not say. */
  readonly requesterGroups?: readonly string[];
  /** The group for which it is asked, and what is above it; absent where there is none, or the catalog does not say. */
  readonly subjectGroups?: readonly string[];
  /** Absent where the catalog does not say, or who asks stands elsewhere than the group that would get it. */
  readonly from?: AccessOrigin;
  /** Of the owner's side somebody asks: the review team may decide as well, as it does without policies. */
  readonly isOwnersOwn: boolean;
  readonly noRule?: NoRuleReason;
}

/** What is evaluated of a request. */
export interface AccessInput extends DecidedInput {
  readonly facts: AccessFacts;
  readonly policies: readonly AccessPolicyVersion[];
}

/** Where the decision about a request stands. */
export interface AccessState extends ApprovalState {
  /** For at most so long it is granted: the least that a rule says. */
  readonly maxDays?: number;
  /** Whether somebody who approves has to sign in again before. */
  readonly needsFreshSignIn: boolean;
  /** Why a rule that approves by itself does not. */
  readonly noRule?: NoRuleReason;
  /** Whether more is asked because something is not known. */
  readonly isUnclear: boolean;
}
