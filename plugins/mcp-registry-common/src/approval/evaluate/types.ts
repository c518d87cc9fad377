import type {
  ConsentReason,
  ConsentSide,
} from '../../revision/requiredConsents';
import type { RevisionSnapshot } from '../../revision/revisionSnapshot';
import type { ClassifiedChanges } from '../changes/classifyChanges';
import type {
  ApprovalPolicyVersion,
  ApprovalStep,
  CheckFact,
} from '../policy/approvalPolicySchema';

/** What every decision has, whatever it is about. */
export interface DecidedFacts {
  /** Who asks: counts as nobody, whatever groups they are in and whoever acts for them. */
  readonly requester: string;
  /** For whom they ask, where that is somebody else: counts as nobody as well. */
  readonly beneficiary?: string;
  /** ISO 8601: from then on the time runs. */
  readonly submittedAt: string;
  /** What is approved now. A review of another comparison approves nothing. */
  readonly baseDigest?: string;
}

/** A revision that is to be decided about, as policies see it. */
export interface ApprovalFacts extends DecidedFacts {
  /** The effective one. */
  readonly risk: RevisionSnapshot['riskTier'];
  /** The higher one of what is asked for and what is approved now. */
  readonly dataClassification: RevisionSnapshot['dataClassification'];
  readonly changes: ClassifiedChanges;
  /** By id of the check. One that is not here is missing. */
  readonly checks: Readonly<Record<string, CheckFact>>;
  /** Sides that have to agree whatever policies say; none where nobody could be passed over. */
  readonly floor: readonly {
    readonly side: ConsentSide;
    readonly owner?: string;
    readonly reasons: readonly ConsentReason[];
  }[];
  /** The review team: entity refs of its groups. */
  readonly reviewers: readonly string[];
  /** Of what is approved now; of a new server its own. */
  readonly owner: string;
  /** The systems that are reached now or then, with who owns them by the catalog; unknown owners are nobody. */
  readonly dataOwners: readonly {
    readonly system: string;
    readonly owner?: string;
  }[];
}

/** What somebody, or a rule, said. */
export interface ApprovalReview {
  readonly verdict: 'approve' | 'deny';
  /** A person; of a rule its signature. */
  readonly by: string;
  /** Whom they stood in for. */
  readonly onBehalfOf?: string;
  /** Other accounts of the same person, as far as they are known. */
  readonly accounts?: readonly string[];
  /** `person`: in the portal. `rule`: a policy's own. Others are named by who brought them: `git`. All but `rule` are of persons. */
  readonly source: string;
  /** Entity refs that they could speak for: themselves and their groups. */
  readonly memberOf: readonly string[];
  readonly at: string;
  /** When they had signed in again, ISO 8601. */
  readonly signedInAt?: string;
  readonly ticket?: string;
  readonly baseDigest?: string;
  /** Which rule, by which version of its policy. */
  readonly rule?: {
    readonly policy: string;
    readonly rule: string;
    readonly digest: string;
  };
}

/** Whom a rule asks. */
export interface ApprovalNeed {
  /** `reviewers`, `owner`, `previous-owner`, `data-owners`, `rule`, or an entity ref. */
  readonly who: string;
  /** Whose members count; nobody's where there are none. */
  readonly refs: readonly string[];
  /** The system, of a data owner. */
  readonly system?: string;
  readonly count: number;
  /** Who of them approved. */
  readonly given: readonly string[];
  readonly missing: number;
}

/** One way in which a rule can be met. */
export interface AlternativeState {
  readonly id: string;
  readonly title?: string;
  readonly needs: readonly ApprovalNeed[];
  /** The pattern, where somebody has to name a ticket. */
  readonly ticket?: string;
  readonly isTicketMissing: boolean;
  readonly isMet: boolean;
}

/** A rule that applies. */
export interface RuleState {
  readonly policy: string;
  readonly rule: string;
  readonly title?: string;
  readonly isMet: boolean;
  readonly alternatives: readonly AlternativeState[];
}

/** A step of a rule that is not met. */
export interface StepState extends ApprovalStep {
  readonly policy: string;
  readonly rule: string;
  readonly index: number;
  /** ISO 8601. */
  readonly at: string;
  readonly isDue: boolean;
}

/** A rule that would approve in its own name. */
export interface AutomaticReview {
  readonly policy: string;
  readonly rule: string;
  readonly digest: string;
}

/** Where a decision stands. */
export interface ApprovalState {
  readonly decision: 'open' | 'approved' | 'denied';
  readonly deniedBy?: string;
  readonly rules: readonly RuleState[];
  /** Who could bring it further, each once. */
  readonly waitsFor: readonly Pick<
    ApprovalNeed,
    'who' | 'refs' | 'system' | 'missing'
  >[];
  readonly automatic: readonly AutomaticReview[];
  readonly steps: readonly StepState[];
}

/** What is evaluated, once it is known which rules apply. */
export interface DecidedInput {
  readonly facts: DecidedFacts;
  readonly reviews: readonly ApprovalReview[];
  readonly now: Date;
}

/** What is evaluated of a revision. */
export interface ApprovalInput extends DecidedInput {
  readonly facts: ApprovalFacts;
  readonly policies: readonly ApprovalPolicyVersion[];
}
