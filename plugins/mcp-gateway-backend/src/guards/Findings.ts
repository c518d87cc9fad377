import type {
  DecisionReason,
  TraceEntry,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** What guards found in an answer while it passed: read when the answer has ended. */
export interface Findings {
  readonly trace: TraceEntry[];
  /** The answer was refused. */
  refused?: DecisionReason;
}
