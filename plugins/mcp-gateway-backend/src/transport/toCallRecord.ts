import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { ALL_SERVERS } from '../edge/endpoints';
import { isoTime } from '../evidence/isoTime';
import type { CallRecord } from '../evidence/types';
import { traceIdOf } from '../pipeline/traceIdOf';
import type { Call } from '../pipeline/types';

/** What is written down of a call: who, what and how it was decided; never its arguments or its result. */
export function toCallRecord(
  call: Call,
  how: Pick<
    CallRecord,
    | 'outcome'
    | 'httpStatus'
    | 'durationMs'
    | 'responseBytes'
    | 'upstreamRequestId'
  > & {
    decision: CallRecord['decision'];
    reason: DecisionReason;
  },
): CallRecord {
  const { document, decision, message, principal, session } = call;
  const client = session?.client;
  const delegation = call.token?.delegation;
  return {
    id: call.id,
    requestId: call.requestId,
    at: isoTime(call.at),
    user: principal?.userEntityRef ?? call.token?.userEntityRef,
    actor:
      (principal?.actor ?? call.token?.actor)?.ref ?? delegation?.chain[0]?.sub,
    delegation,
    sourceAddress: call.sourceAddress,
    serverId: document?.serverId,
    serverRef: call.serverRef === ALL_SERVERS ? undefined : call.serverRef,
    owner: document?.owner,
    team: call.team,
    method: message?.method ?? call.action?.method ?? 'http',
    tool: message?.tool,
    requestBytes: message?.bytes.length,
    client:
      message?.clientInfo ?? (client && `${client.name} ${client.version}`),
    sessionId: session?.hash,
    tokenId: call.token?.tokenId,
    grantId: decision?.grantId,
    grantKind: decision?.grantKind,
    revisionDigest: decision?.revisionDigest,
    // Those of the version that it was decided on.
    reaches: decision?.revisionDigest
      ? document?.approvedRevision?.reaches
      : undefined,
    sequence: call.sequence,
    traceId: traceIdOf(call),
    credential: reaching(call, how.outcome),
    recording: call.recording,
    trace: decision?.trace ?? [],
    decision: how.decision,
    reason: how.reason,
    outcome: how.outcome,
    httpStatus: how.httpStatus,
    durationMs: how.durationMs,
    responseBytes: how.responseBytes,
    upstreamRequestId: how.upstreamRequestId,
  };
}

/** The kind of the credential that has left for the server, or is about to: none where the call was refused before. */
function reaching(
  { credential }: Call,
  outcome: CallRecord['outcome'],
): string | undefined {
  const isSent = credential?.use.isSent || outcome === 'pending';
  return isSent ? credential?.request.config.type : undefined;
}
