import type { IncomingHttpHeaders } from 'http';
import type {
  AccessDocument,
  CallAction,
  Decision,
  DecisionReason,
  PermissionEvaluator,
  Principal,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { JsonObject } from '@backstage/types';
import type { CallCredential } from '../credentials/CallCredential';
import type { Session } from '../sessions/types';
import type { VerifiedToken } from '../tokens/types';
import { withFound } from './withFound';

/** What arrived, before anything is known about it. */
export interface IncomingCall {
  readonly id: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly httpMethod: 'POST' | 'GET' | 'DELETE';
  readonly headers: IncomingHttpHeaders;
  /** The caller's IP address, as far as the edge can vouch for it. */
  readonly sourceAddress?: string;
  readonly serverRef: string;
  /** The MCP endpoint that was addressed: the audience that a token must have. */
  readonly endpoint: string;
  /** Where the RFC 9728 metadata of that endpoint is. */
  readonly resourceMetadata: string;
  /** Reads the body within the configured limits; a refusal is a {@link DecisionReason}. */
  readonly readBody: () =>
    | Buffer
    | DecisionReason
    | Promise<Buffer | DecisionReason>;
}

/** One JSON-RPC message, parsed once. */
export interface ParsedMessage {
  readonly bytes: Buffer;
  /** `response`: the client answers a request of the server. */
  readonly kind: 'request' | 'notification' | 'response';
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly id?: string | number;
  /** `modern`: MCP 2026-07-28 and later, every request for itself; `legacy`: up to 2025-11-25. */
  readonly era: Era;
  /** As the message itself says it, in its own place for it. */
  readonly protocolVersion?: string;
  readonly tool?: string;
  /** The task that the message is about. */
  readonly taskId?: string;
  /** The client takes a task for an answer. */
  readonly mayBecomeTask?: boolean;
  /** `subscriptions/listen` names resources. */
  readonly listensToResources?: boolean;
  /** Name and version, as the client gave them. */
  readonly clientInfo?: string;
  /** The client opens pages for its person when it is asked to (URL elicitation), as a modern request says itself. */
  readonly opensUrls?: boolean;
  /** Answers requests for input, or carries the state of one (MCP 2026-07-28, SEP-2322). */
  readonly hasInput?: boolean;
}

/** The two families of protocol versions. */
export type Era = 'legacy' | 'modern';

/** A call on its way: each stage adds what it found out, to a copy. */
export interface Call extends IncomingCall {
  readonly token?: VerifiedToken;
  readonly principal?: Principal;
  /** What the portal's permission policy said about who calls. */
  readonly permission?: PermissionEvaluator;
  /** The group that the call's usage counts for. */
  readonly team?: string;
  readonly message?: ParsedMessage;
  readonly action?: CallAction;
  readonly document?: AccessDocument;
  readonly decision?: Decision;
  /** What is kept of its arguments and its result. Absent: nothing. */
  readonly recording?: 'redacted' | 'full';
  /** The newest change of the registry's feed that the decision knew of. */
  readonly sequence?: number;
  /** The session that the client named, opened: it is theirs. */
  readonly session?: Session;
  /** Of a call that the gateway makes for its endpoint for all servers: the session there. */
  readonly outerSession?: Session;
  /** What reaches the system behind the server; absent where nothing does. */
  readonly credential?: CallCredential;
  /** There should be one and is none: nothing is sent to the server. */
  readonly lacksCredential?: boolean;
  /** What a refusal tells beside its reason. */
  readonly refusal?: {
    /** A sentence for people. */
    readonly text?: string;
    readonly data?: JsonObject;
    readonly retryAfterSeconds?: number;
    /** The portal's page where the person can do something about it. */
    readonly connectPath?: string;
  };
}

/** A stage's answer: go on with what is known now, or refuse for a reason of the closed table. */
export type StageResult =
  | { kind: 'continue'; call: Call }
  | { kind: 'deny'; reason: DecisionReason; call: Call };

/** One stage of the pipeline. Stages decide; they neither log nor answer. */
export type Stage = (call: Call) => Promise<StageResult> | StageResult;

/** Goes on with what this stage adds. */
export function proceed(call: Call, found?: Partial<Call>): StageResult {
  return {
    kind: 'continue',
    call: found ? withFound(call, found) : call,
  };
}

/** Refuses, keeping what is known for the record. */
export function refuse(
  call: Call,
  reason: DecisionReason,
  found: Partial<Call> = {},
): StageResult {
  return { kind: 'deny', reason, call: withFound(call, found) };
}
