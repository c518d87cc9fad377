import type { CallRecord } from '../evidence/types';

/** Which calls to read. All that are given must hold. */
export interface CallFilter {
  /** Entity ref of the caller. */
  user?: string;
  /** Owners at the time of the call; an empty list finds nothing. */
  owners?: readonly string[];
  serverRef?: string;
  /** The agent or client that called in somebody's name. */
  actor?: string;
  /** How the client's name begins. */
  client?: string;
  tool?: string;
  decision?: CallRecord['decision'];
  outcome?: CallRecord['outcome'];
  reason?: string;
  grantId?: string;
  revisionDigest?: string;
  sessionId?: string;
  /** On one of these versions; where a call names none, on one of these servers. */
  reach?: { digests: readonly string[]; servers: readonly string[] };
  /** ISO 8601: calls at this time or later. */
  since?: string;
  /** ISO 8601: calls before this time. */
  until?: string;
  limit: number;
  /** From the page before. Throws an `InputError` when it is not one. */
  cursor?: string;
  /** The id of a call: those that follow it, oldest first. Not together with a cursor. */
  after?: string;
}

/** Reads the calls that were written down, newest first. Who may see them is decided by whoever asks. */
export interface CallReader {
  list(filter: CallFilter): Promise<{
    items: CallRecord[];
    nextCursor?: string;
  }>;
  /** Whether a filter finds more than `limit` calls. */
  exceeds(filter: CallFilter): Promise<boolean>;
  get(id: string): Promise<CallRecord | undefined>;
}
