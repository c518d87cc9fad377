import type { Call } from './types';

/** Every field that a call may have. */
type Whole = { -readonly [Name in keyof Required<Call>]: Call[Name] };

/**
 * A call with what was found out about it. All have all fields in the same order, one by one: to copy objects of many shapes leaves the
 * compiled code, which a call that comes alone waits for longer than for the decision.
 */
export function withFound(call: Call, found?: Partial<Call>): Call {
  const whole: Whole = {
    id: call.id,
    requestId: call.requestId,
    at: call.at,
    httpMethod: call.httpMethod,
    headers: call.headers,
    sourceAddress: call.sourceAddress,
    serverRef: call.serverRef,
    endpoint: call.endpoint,
    resourceMetadata: call.resourceMetadata,
    readBody: call.readBody,
    token: call.token,
    principal: call.principal,
    permission: call.permission,
    team: call.team,
    message: call.message,
    action: call.action,
    document: call.document,
    decision: call.decision,
    recording: call.recording,
    sequence: call.sequence,
    session: call.session,
    outerSession: call.outerSession,
    credential: call.credential,
    lacksCredential: call.lacksCredential,
    refusal: call.refusal,
  };
  if (found) {
    for (const name of Object.keys(found)) {
      set(whole, found, name as keyof Call);
    }
  }
  return whole;
}

function set<Name extends keyof Call>(
  whole: Whole,
  found: Partial<Call>,
  name: Name,
) {
  // A call's own field under its own name.
  whole[name] = found[name] as Whole[Name];
}
