import {
  ProtocolError,
  SdkHttpError,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/client';
import type { Refusals } from './Refusals';
import type { CallOutcome } from './toolSession';

const MAX_CAUSES = 5;

type Failure = Extract<CallOutcome, { kind: 'refused' | 'failed' }>;

/**
 * What a thrown error means to the person: the gateway refused, the server did, or nobody answered. Only what the gateway
 * wrote itself is its refusal: a server may say anything in an error.
 */
export function explainFailure(error: unknown, refusals: Refusals): Failure {
  let at = error;
  for (let step = 0; step < MAX_CAUSES && at instanceof Error; step++) {
    const refusal = idsOf(at)
      .map(id => refusals.get(id))
      .find(found => found !== undefined);
    if (refusal) return refusal;
    if (at instanceof ProtocolError) {
      return { kind: 'failed', message: at.message };
    }
    at = at.cause;
  }
  return { kind: 'failed' };
}

/** Request ids that an error may be about. */
function idsOf(error: Error): unknown[] {
  // The SDK keeps nothing else of this error's data; the gateway puts its request id there.
  if (error instanceof UrlElicitationRequiredError) {
    return error.elicitations.map(({ elicitationId }) => elicitationId);
  }
  if (error instanceof ProtocolError) {
    return [Object(error.data).requestId];
  }
  return error instanceof SdkHttpError ? [requestIdIn(error.data.text)] : [];
}

function requestIdIn(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body)?.error?.data?.requestId;
  } catch {
    return undefined;
  }
}
