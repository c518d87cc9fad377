import type { CallOutcome } from '../evidence/types';
import type { Findings } from '../guards/Findings';

/** An answer, and how it went. */
export interface Answered {
  kind: 'answered';
  outcome: CallOutcome;
  status: number;
  bytes: number;
  /** Milliseconds since the epoch: when it had left. Absent: just now. */
  leftAt?: number;
  /** How the answer begins: what tokens are counted by. */
  head?: readonly (Uint8Array | string)[];
  /** What guards found in the answer. */
  findings?: Findings;
  /** What the server calls the request. */
  upstreamRequestId?: string;
}

/** Writes down what an answer is before it has all left. A rejection keeps it back. */
export interface AnswerRecord {
  /** A stream of events that may stay open for days: it is recorded when it opens, and its end is not waited for. */
  isLong: boolean;
  /** That there may be an answer outlives this process: it may leave, and {@link AnswerRecord.end} is called a moment later. */
  readonly isNoted: boolean;
  /** Makes ready what will be written, while the answer is waited for. Never throws. */
  prepare(): void;
  /** It begins to flow, and nobody knows yet how it ends. */
  begin(): Promise<void>;
  /** How it ended. Nothing to wait for: it is written. */
  end(answered: Answered): void | Promise<void>;
}

/** An answer could not be written down and may not leave. */
export class UnrecordedAnswerError extends Error {
  override readonly name = 'UnrecordedAnswerError';
}
