import type { CallLimitRule } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** One limit that a call counts against. */
export interface Charge {
  /** The limit and whom it counts, as text: never a session, a token or a client. */
  readonly key: string;
  readonly rule: CallLimitRule;
  readonly weight: number;
}

/** A limit that a call would exceed. */
export interface LimitHit {
  readonly rule: CallLimitRule;
  readonly retryAfterSeconds: number;
}

/** What a lease tells the shared counter, and asks of it. */
export interface Settlement {
  /** The start of the window, milliseconds since the epoch. */
  readonly window: number;
  readonly endsAt: number;
  readonly cap: number;
  /** Spent but not counted yet. */
  readonly owed: number;
  /** Reserved before and not needed. */
  readonly back: number;
  /** To be reserved, as far as there is room. */
  readonly want: number;
}

/** What holds for all leases of this replica. */
export interface LeaseTerms {
  /** How many replicas share the counters, this one included. */
  readonly replicas: number;
  /** The counters do not answer. */
  readonly isAway: boolean;
  /** This replica ends: it spends nothing more. */
  readonly isLeaving: boolean;
}
