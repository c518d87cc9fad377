import { newCallId } from '../newCallId';
import type { CallRecord } from '../types';

/** An allowed call of Alice, with changes. */
export function exampleCall(changes: Partial<CallRecord> = {}): CallRecord {
  return {
    id: newCallId(),
    at: '2026-11-23T10:00:00.000Z',
    user: 'user:default/alice',
    serverId: 'server-1',
    serverRef: 'api:default/orders',
    owner: 'group:default/data-platform',
    method: 'tools/call',
    tool: 'get_order',
    decision: 'allow',
    reason: 'granted',
    outcome: 'ok',
    httpStatus: 200,
    durationMs: 12.5,
    requestBytes: 120,
    responseBytes: 3_000_000_000,
    client: 'inspector/1.0',
    sessionId: 'hash',
    tokenId: 'token-1',
    grantId: 'grant-1',
    revisionDigest: 'sha256:abc',
    credential: 'signed-assertion',
    requestId: 'request-1',
    trace: [{ layer: 'grant', outcome: 'pass', detail: 'grant-1' }],
    ...changes,
  };
}
