import {
  type AuditEvent,
  auditTargetOf,
  auditTypeOf,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { delegationOf, reachesOf } from '../callFacts';
import { CALL_TEXT_LIMITS, columnText, traceOf } from '../callRow';
import type { CallRecord, EventDraft } from '../types';

/** What an event says of a call: what is about to happen, that its answer began, or how it ended. */
export type CallPhase = NonNullable<AuditEvent['sallyport']['call']>['phase'];

/** How a call ended, in ToolHive's words. */
const OUTCOMES = {
  pending: 'pending',
  ok: 'success',
  'tool-error': 'application_error',
  'upstream-error': 'error',
  'client-closed': 'failure',
  refused: 'denied',
} as const satisfies Record<CallRecord['outcome'], AuditEvent['outcome']>;

/** Nobody was authenticated: ToolHive's word for it. */
export const ANONYMOUS = 'anonymous';

/** What a call's record says only when it is written. */
export type LateFacts = Pick<
  CallRecord,
  | 'outcome'
  | 'httpStatus'
  | 'durationMs'
  | 'responseBytes'
  | 'credential'
  | 'upstreamRequestId'
>;

/**
 * Begins the event of a call. Text that others chose is made safe and short here, so that no call can make its own event unreadable or
 * too large. Most of the work of an event is this, and none of it needs the answer. Pure.
 */
export function draftAuditEvent(record: CallRecord, id: string): EventDraft {
  const actor = text('actor_ref', record.actor);
  const serverRef = text('server_ref', record.serverRef);
  const user = text('user_ref', record.user);
  const early = {
    v: 1 as const,
    audit_id: id,
    type: auditTypeOf(record.method),
    component: serverRef ?? 'mcp-gateway',
    source: {
      type: 'network' as const,
      value: text('source_address', record.sourceAddress),
      extra: {
        request_id: columnText('request_id', record.requestId),
        session_id: text('session_id', record.sessionId),
      },
    },
    subjects: {
      user: user ?? ANONYMOUS,
      user_id: user,
      client_name: text('client', record.client),
    },
    delegation: delegationIn(record, actor),
    target: {
      method: columnText('method', record.method),
      type: auditTargetOf(record.method),
      name: text('tool', record.tool),
    },
  };
  const call = {
    id: record.id,
    at: record.at,
    decision: record.decision,
    reason: columnText('reason', record.reason),
    serverId: text('server_id', record.serverId),
    serverRef,
    owner: text('owner_ref', record.owner),
    // As long as an owner's may be.
    team: text('owner_ref', record.team),
    actor,
    tokenId: text('token_id', record.tokenId),
    grantId: text('grant_id', record.grantId),
    grantKind: text('grant_kind', record.grantKind),
    revisionDigest: text('revision_digest', record.revisionDigest),
    feedSequence: whole(record.sequence),
    requestBytes: whole(record.requestBytes),
    reaches: listed(reachesOf(record)),
    recording: text('recording', record.recording),
    traceId: text('trace_id', record.traceId),
    trace: traceOf(record).map(entry => ({ ...entry })),
  };
  return {
    event: {
      ...early,
      sallyport: { call: { ...call, phase: 'intent', ended: 'pending' } },
      metadata: undefined,
      logged_at: record.at,
      outcome: 'pending',
    },
    head: `${open(early)},"sallyport":{"call":${open(call)},`,
  };
}

/** Says in a drafted event how it went. A draft is completed once: its event is changed. */
export function completeAuditEvent(
  { event, head }: EventDraft,
  late: LateFacts,
  written: { phase: CallPhase; at: string },
): { event: AuditEvent; text: string } {
  const { ofCall, rest } = lateMembers(late, written);
  // One by one: to assign them all at once costs as much as their text.
  event.metadata = rest.metadata;
  event.logged_at = rest.logged_at;
  event.outcome = rest.outcome;
  const { call } = event.sallyport;
  if (call) {
    call.phase = ofCall.phase;
    call.ended = ofCall.ended;
    call.httpStatus = ofCall.httpStatus;
    call.credential = ofCall.credential;
    call.upstreamRequestId = ofCall.upstreamRequestId;
  }
  return { event, text: head + tailOf({ ofCall, rest }) };
}

function lateMembers(
  late: LateFacts,
  { phase, at }: { phase: CallPhase; at: string },
) {
  const ofCall = {
    phase,
    ended: late.outcome,
    httpStatus: whole(late.httpStatus),
    credential: text('credential', late.credential),
    upstreamRequestId: text('upstream_request_id', late.upstreamRequestId),
  };
  const rest = {
    metadata: {
      extra: {
        duration_ms: finite(late.durationMs),
        transport: 'http',
        response_size_bytes: whole(late.responseBytes),
      },
    },
    logged_at: at,
    outcome: OUTCOMES[late.outcome],
  };
  return { ofCall, rest };
}

/** What stands behind a draft's head. */
function tailOf({ ofCall, rest }: ReturnType<typeof lateMembers>): string {
  const tail = JSON.stringify(rest).slice(1);
  return `${JSON.stringify(ofCall).slice(1)}},${tail}`;
}

/** The event of a call that is over, or about to begin. Pure. */
export function toAuditEvent(
  record: CallRecord,
  { id, ...written }: { phase: CallPhase; id: string; at: string },
): AuditEvent {
  return completeAuditEvent(draftAuditEvent(record, id), record, written).event;
}

/** The JSON of an object without its end, for more members to come. */
function open(object: object): string {
  return JSON.stringify(object).slice(0, -1);
}

/** In ToolHive's words. */
function delegationIn(
  record: CallRecord,
  actor: string | undefined,
): AuditEvent['delegation'] {
  const more = delegationOf(record);
  if (!more)
    return actor === undefined ? undefined : { chain: [{ sub: actor }] };
  return {
    chain: more.chain.map(one => ({ ...one })),
    ...(more.omitted !== undefined && {
      ...{ truncated: true as const, omitted: more.omitted },
    }),
    ...(more.malformed && { malformed: true as const }),
  };
}

function listed(refs: readonly string[] | undefined): string[] | undefined {
  return refs && [...refs];
}

function text(
  column: keyof typeof CALL_TEXT_LIMITS,
  value: string | undefined,
): string | undefined {
  return value === undefined ? undefined : columnText(column, value);
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function whole(value: number | undefined): number | undefined {
  const found = finite(value);
  // A clock that was set back makes no event unreadable.
  return found === undefined ? undefined : Math.max(0, Math.round(found));
}
