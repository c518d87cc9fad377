/** What is known of the past for one rule and one call. */
export type HistoryFact =
  /** It could not be looked up. */
  | { kind: 'unknown' }
  /** What the person said of such calls in this session; absent where they were not asked, or it is over. */
  | {
      kind: 'confirmation';
      said?: { decision: 'approve' | 'deny'; id: string };
    }
  /** When what the rule is about was last read, milliseconds since the epoch. */
  | { kind: 'read'; last?: { at: number; serverRef: string } }
  /** How many such calls there were in this window, before this one. */
  | { kind: 'count'; before: number };
