import type { CallRecord } from '../evidence/types';

/** Which calls to read. All that are given must hold. */
export interface CallFilter {
  /** Entity ref of the caller. */
  user?: string;
  /** Owners at the time of the call; an empty list finds nothing. */
  owners?: readonly string[];
  serverRef?: string;
  tool?: string;
  decision?: CallRecord['decision'];
  /** ISO 8601: calls at this time or later. */
  since?: string;
  limit: number;
  /** From the page before. Throws an `InputError` when it is not one. */
  cursor?: string;
}

/** Reads the calls that were written down, newest first. Who may see them is decided by whoever asks. */
export interface CallReader {
  list(filter: CallFilter): Promise<{
    items: CallRecord[];
    nextCursor?: string;
  }>;
  get(id: string): Promise<CallRecord | undefined>;
}
