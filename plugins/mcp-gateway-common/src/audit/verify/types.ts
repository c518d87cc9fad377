import type { ReadSigned } from '../checkpoint/readSigned';

/** What can be wrong, by what it takes to make it so. */
export const AUDIT_FINDINGS = [
  /** No writer writes such a line. */
  'unreadable',
  /** The last line of a file ends before its end. */
  'torn',
  /** The event, or what stands around it, is not what its hash says. */
  'altered',
  /** It is right by itself, but does not follow the one before. */
  'unlinked',
  /** Events are not there, and no sealed gap says so. */
  'missing',
  /** It is there, but after a later one. */
  'reordered',
  /** The same event stands there already. */
  'duplicate',
  /** Another event stands in its place already. */
  'inserted',
  /** A signed checkpoint has another event at this place. */
  'rewritten',
  /** The log ends before the place that a signed checkpoint knows. */
  'truncated',
  /** A signed checkpoint knows a writer of which nothing is there. */
  'writer-missing',
  /** The sealed gap does not fit what stands before it. */
  'gap-unlinked',
  /** A checkpoint or gap that nobody vouches for. */
  'bad-signature',
  /** A number is left out between checkpoints. */
  'checkpoint-missing',
  /** A checkpoint does not follow the one before, or there are two of one number. */
  'checkpoint-unlinked',
  /** A checkpoint knows less of a writer than the one before. */
  'checkpoint-regressed',
  /** The newest checkpoint is older than it may be, or there is none. */
  'checkpoint-old',
  /** More writers than can be verified at once. */
  'too-many-writers',
] as const;
/** See {@link AUDIT_FINDINGS}. */
export type AuditFindingKind = (typeof AUDIT_FINDINGS)[number];

/** One thing that is wrong, and where. */
export interface AuditFinding {
  kind: AuditFindingKind;
  /** Whose chain; absent where it is about no writer. */
  writer?: string;
  /** The place in the writer's chain that is not as it must be. */
  seq?: number;
  /** How many events are missing from there; absent where that is not known. */
  count?: number;
  /** Where it was read, or noticed. */
  source?: string;
  line?: number;
  /** The checkpoint that shows it. */
  checkpoint?: number;
  detail: string;
}

/** One line of an export. */
export interface AuditLine {
  text: string;
  /** It is not UTF-8, or longer than a line can be; `text` is what could be read of it. */
  isBroken?: boolean;
  /** It is the last of its file and has no line break. */
  isLast?: boolean;
  /** The file. */
  source: string;
  /** In its file, from 1. */
  line: number;
}

/** What there was of one writer. */
export interface WriterSummary {
  writer: string;
  events: number;
  /** Events that only the chain proves, since they are newer than the newest checkpoint. */
  beyondCheckpoint: number;
  /** Events that are gone on purpose. */
  sealed: number;
  /** The last good place. */
  seq: number;
}

/** A checkpoint that a log begins or ends with. */
export interface AuditEdge {
  checkpoint: number;
  at?: string;
}

/** What a verification says. */
export interface AuditReport {
  isGood: boolean;
  /** The first bad event of each writer, and what is wrong with checkpoints. */
  findings: AuditFinding[];
  /** Findings that are not listed, since there are too many. */
  more: number;
  writers: WriterSummary[];
  events: number;
  /** Checkpoints that count, and the newest of them. */
  checkpoints: { count: number; newest?: number; newestAt?: string };
  /** What it was about. What lies before its begin, behind its end or with other writers is not covered. */
  extent: { begin?: AuditEdge; end?: AuditEdge; writer?: string };
}

/** What else is known of a log. */
export interface VerifyOptions {
  /** Checkpoints and sealed gaps as they were read, in any order. */
  signed?: readonly (ReadSigned & { source?: string })[];
  /** The newest checkpoint may be so old. Absent: any age, or none. */
  maxAgeMs?: number;
  now?: Date;
  /** The export begins where a checkpoint was made, not with the first event. */
  isPart?: boolean;
  /** The export begins right behind what the checkpoint with this number has, of every writer. */
  begin?: number;
  /** The export ends with what the checkpoint with this number has; later ones say nothing of it. */
  end?: number;
  /** The export is of this writer alone. */
  writer?: string;
}
