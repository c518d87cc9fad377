import type { CallRecord } from '../evidence/types';

/** What of a finished call is added up. Nothing of its arguments or its result. */
export interface UsageEntry {
  /** ISO 8601 */
  at: string;
  serverRef: string;
  owner: string;
  tool: string;
  person: string;
  team: string;
  client: string;
  /** `granted`, or why it was refused. */
  reason: CallRecord['reason'];
  outcome: CallRecord['outcome'];
  durationMs?: number;
  requestBytes: number;
  responseBytes: number;
}

/** Tokens of one call. */
export interface TokenCounts {
  /** Of the arguments. */
  tokensIn: number;
  /** Of the result. */
  tokensOut: number;
  /** Not all of it was counted. */
  isEstimated: boolean;
}

/** An entry with what is known of its tokens; `undefined`: none are counted of such a call. */
export interface MeasuredEntry extends UsageEntry {
  tokens?: TokenCounts;
}

/** The numbers of a row, each of which is added. */
export const MEASURES = [
  'calls',
  'errors',
  'refused',
  'request_bytes',
  'response_bytes',
  'counted',
  'estimated',
  'tokens_in',
  'tokens_out',
  'cost_micros',
] as const;

/** What a row may be about, besides the time. */
export const NAMES = [
  'server_ref',
  'owner_ref',
  'person',
  'team',
  'tool',
  'client',
  'reason',
] as const;

/** One of them. */
export type Name = (typeof NAMES)[number];

/** The key of a row. */
export const DIMENSIONS = ['cube', 'grain', 'hour', ...NAMES] as const;

/** The same usage is added up several times over, so that each question reads few rows. */
export type Cube = 'full' | 'tools' | 'people' | 'hours' | 'owners' | 'teams';

/** How long the time of a row is. */
export type Grain = 'hour' | 'day';

/** What a row is about. */
export type RollupKey = Record<
  Exclude<(typeof DIMENSIONS)[number], 'cube' | 'grain'>,
  string
> & { cube: Cube; grain: Grain };

/** A row of `usage_rollups`: key, numbers and the histogram's buckets (`l00` and on). */
export type Rollup = RollupKey &
  Record<(typeof MEASURES)[number], number> & { latency: number[] };

/** What tokens cost, by the first that fits. */
export interface TokenPrice {
  serverRef?: string;
  client?: string;
  /** Currency units for a million tokens of arguments. */
  argumentsPerMillion: number;
  /** Currency units for a million tokens of results. */
  resultsPerMillion: number;
}
