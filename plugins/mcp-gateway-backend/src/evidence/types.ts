import type {
  DecisionReason,
  TraceEntry,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

/** How a call ended. */
export type CallOutcome =
  | 'pending'
  | 'ok'
  | 'tool-error'
  | 'upstream-error'
  | 'client-closed'
  | 'refused';

/** One call, as it is recorded: attribution and decision, never arguments or results. */
export interface CallRecord {
  /** UUID v7: ordered by time. */
  id: string;
  /** ISO 8601 */
  at: string;
  user?: string;
  /** The agent or client that called, where it was not the person. */
  actor?: string;
  serverId?: string;
  /** The ref that was asked for, also when there is no such server. */
  serverRef?: string;
  /** Owner at the time of the call: the approved one. */
  owner?: string;
  /** The MCP method, or `http` for a request that never became a message. */
  method: string;
  tool?: string;
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
  requestId: string;
  trace: readonly TraceEntry[];
}

/** Writes calls down. Each call is recorded exactly once; an intent is completed by its outcome. */
export interface CallRecorder {
  /** Durably writes a call that is about to change something, before it is forwarded (outcome `pending`). Throws when it cannot. */
  intent(record: CallRecord): Promise<void>;
  /** Writes the outcome of a call whose intent was written. Queued, retried, flushed on shutdown. */
  complete(record: CallRecord): void;
  /** Writes a call that changed nothing or was refused. Queued in a bounded queue, flushed within 250 ms and on shutdown. */
  record(record: CallRecord): void;
  /** False while records cannot be written and the queue is full: then nothing may be forwarded. */
  isAvailable(): boolean;
  /** Waits until everything queued is written. */
  flush(): Promise<void>;
}
