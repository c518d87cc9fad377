import {
  type AuditEvent,
  auditTargetOf,
  auditTypeOf,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { delegationOf, reachesOf } from '../callFacts';
import { CALL_TEXT_LIMITS, columnText, traceOf } from '../callRow';
import type { CallRecord } from '../types';

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

/**
 * The event of a call. Text that others chose is made safe and short here, so that no call can make its own event unreadable or too
 * large. Pure.
 */
export function toAuditEvent(
  record: CallRecord,
  written: { phase: CallPhase; id: string; at: string },
): AuditEvent {
  const actor = text('actor_ref', record.actor);
  const serverRef = text('server_ref', record.serverRef);
  const user = text('user_ref', record.user);
  const name = text('tool', record.tool);
  const method = columnText('method', record.method);
  return {
    v: 1,
    audit_id: written.id,
    type: auditTypeOf(record.method),
    logged_at: written.at,
    outcome: OUTCOMES[record.outcome],
    component: serverRef ?? 'mcp-gateway',
    source: {
      type: 'network',
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
    target: { method, type: auditTargetOf(record.method), name },
    metadata: {
      extra: {
        duration_ms: finite(record.durationMs),
        transport: 'http',
        response_size_bytes: whole(record.responseBytes),
      },
    },
    sallyport: {
      call: {
        id: record.id,
        phase: written.phase,
        at: record.at,
        decision: record.decision,
        reason: columnText('reason', record.reason),
        ended: record.outcome,
        httpStatus: whole(record.httpStatus),
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
        credential: text('credential', record.credential),
        requestBytes: whole(record.requestBytes),
        reaches: listed(reachesOf(record)),
        recording: text('recording', record.recording),
        traceId: text('trace_id', record.traceId),
        upstreamRequestId: text(
          'upstream_request_id',
          record.upstreamRequestId,
        ),
        trace: traceOf(record).map(entry => ({ ...entry })),
      },
    },
  };
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
