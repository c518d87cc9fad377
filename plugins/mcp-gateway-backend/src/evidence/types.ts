import type {
  AuditEvent,
  DecisionReason,
  TraceEntry,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Delegation } from '../tokens/types';

/** How a call ended. */
export type CallOutcome =
  | 'pending'
  | 'ok'
  | 'tool-error'
  | 'upstream-error'
  | 'client-closed'
  | 'refused';

/** Tokens of a call's arguments and of its result. */
export interface CallTokens {
  in: number;
  out: number;
  /** Not all of it was counted. */
  isEstimated: boolean;
}

/** One call, as it is recorded: attribution and decision, never arguments or results. */
export interface CallRecord {
  /** UUID v7: ordered by time. */
  id: string;
  /** ISO 8601 */
  at: string;
  user?: string;
  /** The agent or client that called, where it was not the person. */
  actor?: string;
  /** Where the token says more of who acts for whom than who called. */
  delegation?: Delegation;
  /** IP address. */
  sourceAddress?: string;
  serverId?: string;
  /** The ref that was asked for, also when there is no such server. */
  serverRef?: string;
  /** Owner at the time of the call: the approved one. */
  owner?: string;
  /** The MCP method, or `http` for a request that never became a message. */
  method: string;
  tool?: string;
  /** Whose usage it is: the group of the person that usage counts for. Not among what is kept of the call. */
  team?: string;
  decision: 'allow' | 'deny';
  reason: DecisionReason;
  outcome: CallOutcome;
  httpStatus?: number;
  durationMs?: number;
  requestBytes?: number;
  responseBytes?: number;
  client?: string;
  /** A hash of the session id. */
  sessionId?: string;
  tokenId?: string;
  grantId?: string;
  /** Absent: an ordinary grant, or none. */
  grantKind?: string;
  revisionDigest?: string;
  /** The newest change of the registry's feed that the decision knew of: what had this number or a lower one, it was decided on. */
  sequence?: number;
  /** The kind of credential that reached the system behind the server, never its value. */
  credential?: string;
  /** Entity refs of the systems that the server's version declares to reach. Absent: none, or nobody knows. */
  reaches?: readonly string[];
  /** Counted later. Only where calls are read: not of a call that is being written. */
  tokens?: CallTokens;
  /** What is kept of arguments and result. Absent: nothing. */
  recording?: 'redacted' | 'full';
  /** W3C trace id, where the caller or the gateway has one. */
  traceId?: string;
  /** What the server calls this request. */
  upstreamRequestId?: string;
  requestId: string;
  trace: readonly TraceEntry[];
}

/** The event of a call as far as it is known before its answer is there. It serves one record of that call. */
export interface EventDraft {
  event: AuditEvent;
  /** The JSON of the event up to what is not known yet: all of that stands behind. */
  head: string;
}

/**
 * Writes calls down. Each call is recorded exactly once: what an intent or an opened answer said is completed by its outcome. What these
 * give back resolves when the call is recorded, and no answer leaves before; where it cannot be recorded, the policy for that says
 * whether the answer leaves (`true`).
 */
export interface CallRecorder {
  /** Durably writes a call that is about to change something, before it is forwarded (outcome `pending`). Throws when it cannot. */
  intent(record: CallRecord): Promise<void>;
  /** Writes that the answer of a call begins to stream (outcome `pending`); its outcome follows. */
  open(record: CallRecord): Promise<boolean>;
  /**
   * Makes ready what will be written of a call, while its answer is waited for. What {@link complete} or {@link record} gets with a draft
   * may differ in how the call went and in which credential it took, in nothing else. `undefined`: there is nothing to make ready.
   *
   * @param options - `mayNote`: the call is noted instead, if that can be done: what is known of it outlives this process, and its answer
   * may leave before its record
   */
  prepare(
    record: CallRecord,
    options: { mayNote: boolean },
  ): EventDraft | 'noted' | undefined;
  /** Writes the outcome of a call whose intent or beginning was written. */
  complete(record: CallRecord, draft?: EventDraft): boolean | Promise<boolean>;
  /** Writes a call that changed nothing or was refused, as a whole. */
  record(record: CallRecord, draft?: EventDraft): boolean | Promise<boolean>;
  /** Whether a call may be forwarded, as far as recording goes. */
  admits(call: { changesState: boolean }): boolean;
}
