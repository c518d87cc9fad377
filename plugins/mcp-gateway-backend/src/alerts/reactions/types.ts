import type {
  AlertSeverity,
  DetectorId,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What a rule can do about an alert, beside telling people. */
export const REACTION_KINDS = [
  'step-up',
  'pause-grant',
  'suspend-server',
] as const;
/** See {@link REACTION_KINDS}. */
export type ReactionKind = (typeof REACTION_KINDS)[number];

/** What a company says that is to be done by itself. */
export interface ReactionRule {
  readonly name: string;
  /** Of its text: another text is another version. */
  readonly version: string;
  readonly detectors: readonly DetectorId[];
  /** Less bad alerts are not its business. */
  readonly from: AlertSeverity;
  readonly reactions: readonly ReactionKind[];
  readonly seconds: number;
  /** `observe`: it is written down what would be done, and nothing is done. */
  readonly mode: 'observe' | 'enforce';
  /** Entity refs of servers, and of people, agents and groups, of whom it does nothing. */
  readonly exceptServers: readonly string[];
  readonly exceptGroups: readonly string[];
  /** Accesses of groups are paused, too: for all of their members. */
  readonly groupGrants: boolean;
  readonly liftWhenRetracted: boolean;
  /** What callers are told. */
  readonly message?: string;
}

/** Where a reaction stands. */
export const REACTION_STATES = [
  ...(['planned', 'done', 'observed', 'impossible', 'failed'] as const),
  ...(['withdrawing', 'withdrawn'] as const),
];
/** See {@link REACTION_STATES}. */
export type ReactionState = (typeof REACTION_STATES)[number];

/** Why nothing was done, or not yet. */
export type ReactionWhy =
  | 'excepted'
  | 'no-person'
  | 'no-server'
  | 'no-grant'
  | 'group-grant'
  | 'away'
  | 'refused';

/** What is held back: a person, a grant with its server, or a server. */
export interface ReactionTarget {
  readonly subject: string;
  readonly serverRef?: string;
}

/** One thing that a rule does about an alert. */
export interface Reaction {
  readonly id: string;
  readonly alertId: string;
  readonly round: number;
  readonly kind: ReactionKind;
  readonly rule: ReactionRule;
  readonly state: ReactionState;
  readonly why?: ReactionWhy;
  readonly detail?: string;
  readonly targets: readonly ReactionTarget[];
  /** Of the registry. */
  readonly stops: readonly string[];
  readonly endsAt?: string;
  /** Milliseconds since the epoch. */
  readonly plannedAt: number;
  readonly changedAt: string;
  readonly tries: number;
}
