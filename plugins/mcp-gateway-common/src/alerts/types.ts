/** What detectors are called. */
export const DETECTOR_IDS = [
  'first-use',
  'volume',
  'result-size',
  'unusual-hour',
  'refusals',
  'sweep',
  'arguments',
  'decoy',
  'egress',
  'drift',
  'checks',
  'connection',
] as const;
/** See {@link DETECTOR_IDS}. */
export type DetectorId = (typeof DETECTOR_IDS)[number];

/** How bad something looks, the worst last. */
export const ALERT_SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
/** See {@link ALERT_SEVERITIES}. */
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** A call, as detectors look at it: never its arguments or results. */
export interface CallFact {
  readonly kind: 'call';
  /** Of the record. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The person, or the agent where it calls under its own name. Never a session: whoever begins another one stays who they are. */
  readonly who: string;
  /** The groups that they are members of, without those above; empty for agents. */
  readonly groups: readonly string[];
  readonly serverRef: string;
  readonly tool?: string;
  readonly isAllowed: boolean;
  readonly reason: string;
  /** It was forwarded, and the server or the way to it failed. */
  readonly isFailed: boolean;
  readonly responseBytes: number;
  /** What is behind the server is confidential or restricted. */
  readonly isSensitive: boolean;
  /** The approved tool destroys, or says nothing about what it does. */
  readonly isDestructive: boolean;
  /** What guards objected to, by their names. */
  readonly objections: readonly string[];
}

/** A runtime of a server connected to a host, or wanted to. */
export interface EgressFact {
  readonly kind: 'egress';
  readonly at: number;
  readonly serverRef: string;
  readonly host: string;
  readonly port: number;
  readonly isAllowed: boolean;
  /** The approved profile names the host, letter by letter. */
  readonly isNamed: boolean;
}

/** How a tool stands beside what was approved. */
export interface DriftFact {
  readonly kind: 'drift';
  readonly at: number;
  readonly serverRef: string;
  readonly tool: string;
  /** Absent: as approved. */
  readonly departure?: string;
}

/** What a check says of what is approved. */
export interface CheckFact {
  readonly kind: 'check';
  readonly at: number;
  readonly serverRef: string;
  readonly check: string;
  readonly outcome: 'pass' | 'warn' | 'fail' | 'notApplicable';
}

/** The gateway itself asked a server for its tools. */
export interface ProbeFact {
  readonly kind: 'probe';
  readonly at: number;
  readonly serverRef: string;
  readonly isReached: boolean;
}

/** Something that happened and that detectors look at. */
export type Fact = CallFact | EgressFact | DriftFact | CheckFact | ProbeFact;

/** What a detector says. */
export interface Finding {
  readonly detector: DetectorId;
  /** What it is about: two findings with the same key are about the same thing. */
  readonly key: string;
  /** `retracted`: what was raised with this key holds no more. */
  readonly kind: 'raised' | 'retracted';
  readonly at: number;
  readonly severity: AlertSeverity;
  readonly who?: string;
  readonly serverRef?: string;
  readonly tool?: string;
  /** What it rests on, for the sentence about it: numbers and names. */
  readonly values: Readonly<Record<string, string | number>>;
  /** Ids of calls that show it. */
  readonly calls: readonly string[];
}

/** What a company says about its detectors. */
export interface DetectorSettings {
  /** Tools that nobody should call: `<tool>` of any server, or `<server ref> <tool>`. */
  readonly decoys: readonly string[];
}

/** One detector. Its state is about one subject, can be written as JSON, and is bounded. */
export interface Detector<S extends object = object> {
  readonly id: DetectorId;
  /** Before anything was seen. */
  initial(): S;
  /** Whose state a fact belongs to; `undefined`: the detector does not look at it. */
  subjectOf(fact: Fact, settings: DetectorSettings): string | undefined;
  /** Looks at one more fact. `draft` is the caller's own copy and is changed; call {@link detect} instead. */
  observe(draft: S, fact: Fact, settings: DetectorSettings): Finding[];
}
