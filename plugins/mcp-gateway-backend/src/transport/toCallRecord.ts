import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { ALL_SERVERS } from '../edge/endpoints';
import { isoTime } from '../evidence/isoTime';
import type { CallRecord } from '../evidence/types';
import type { Call } from '../pipeline/types';

/** What is written down of a call: who, what and how it was decided; never its arguments or its result. */
export function toCallRecord(
  call: Call,
  how: Pick<
    CallRecord,
    'outcome' | 'httpStatus' | 'durationMs' | 'responseBytes'
  > & {
    decision: CallRecord['decision'];
    reason: DecisionReason;
  },
): CallRecord {
  const { document, decision, message, principal, session } = call;
  const client = session?.client;
  return {
    id: call.id,
    requestId: call.requestId,
    at: isoTime(call.at),
    user: principal?.userEntityRef ?? call.token?.userEntityRef,
    actor: (principal?.actor ?? call.token?.actor)?.ref,
    serverId: document?.serverId,
    serverRef: call.serverRef === ALL_SERVERS ? undefined : call.serverRef,
    owner: document?.owner,
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
    sequence: call.sequence,
    credential: reaching(call, how.outcome),
    trace: decision?.trace ?? [],
    ...how,
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
