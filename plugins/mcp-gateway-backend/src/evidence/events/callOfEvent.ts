import type { AuditEvent } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { Delegation } from '../../tokens/types';
import type { CallRecord } from '../types';

/** The call that an event is about, as the event says it; `undefined` where it is about none. The other way of `toAuditEvent`. Pure. */
export function callOfEvent(event: AuditEvent): CallRecord | undefined {
  const { call } = event.sallyport;
  if (!call) return undefined;
  const { source, subjects, target, metadata } = event;
  return {
    id: call.id,
    at: call.at,
    user: subjects.user_id,
    actor: call.actor,
    delegation: delegationIn(event),
    sourceAddress: source.value,
    serverId: call.serverId,
    serverRef: call.serverRef,
    owner: call.owner,
    team: call.team,
    method: target.method,
    tool: target.name,
    decision: call.decision,
    // Written by this package alone, from closed lists.
    reason: call.reason as CallRecord['reason'],
    outcome: call.ended as CallRecord['outcome'],
    httpStatus: call.httpStatus,
    durationMs: metadata?.extra.duration_ms,
    requestBytes: call.requestBytes,
    responseBytes: metadata?.extra.response_size_bytes,
    client: subjects.client_name,
    sessionId: source.extra?.session_id,
    tokenId: call.tokenId,
    grantId: call.grantId,
    grantKind: call.grantKind,
    revisionDigest: call.revisionDigest,
    sequence: call.feedSequence,
    credential: call.credential,
    reaches: call.reaches,
    recording: call.recording as CallRecord['recording'],
    traceId: call.traceId,
    upstreamRequestId: call.upstreamRequestId,
    requestId: source.extra?.request_id ?? '',
    trace: call.trace as CallRecord['trace'],
  };
}

function delegationIn({ delegation }: AuditEvent): Delegation | undefined {
  if (!delegation) return undefined;
  const { chain, omitted, malformed } = delegation;
  return {
    chain: chain.map(({ sub, iss }) =>
      iss === undefined ? { sub } : { sub, iss },
    ),
    ...(omitted !== undefined && { omitted }),
    ...(malformed && { malformed }),
  };
}
