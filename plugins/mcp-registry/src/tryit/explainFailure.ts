import { ProtocolError, SdkHttpError } from '@modelcontextprotocol/client';
import type { CallOutcome } from './toolSession';

const MAX_CAUSES = 5;

/**
 * What a thrown error means to the person: the gateway refused, the server did, or nobody answered. Only an error whose
 * request id the gateway wrote is its refusal: a server may say anything in an error.
 */
export function explainFailure(
  error: unknown,
  refusals: ReadonlySet<string>,
): Extract<CallOutcome, { kind: 'refused' | 'failed' }> {
  let at = error;
  for (let step = 0; step < MAX_CAUSES && at instanceof Error; step++) {
    const refusal = readError(at, refusals);
    if (refusal) return refusal;
    at = at.cause;
  }
  return { kind: 'failed' };
}

function readError(
  error: Error,
  refusals: ReadonlySet<string>,
): ReturnType<typeof explainFailure> | undefined {
  if (error instanceof ProtocolError) {
    return classify({ message: error.message, data: error.data }, refusals);
  }
  if (error instanceof SdkHttpError) {
    const body = parse(error.data.text);
    return isObject(body) && isObject(body.error)
      ? classify(body.error, refusals)
      : { kind: 'failed' };
  }
  return undefined;
}

function classify(
  error: Record<string, unknown>,
  refusals: ReadonlySet<string>,
): ReturnType<typeof explainFailure> {
  const message = text(error.message) ?? '';
  const data = isObject(error.data) ? error.data : {};
  const reason = text(data.reason);
  const requestId = text(data.requestId);
  return requestId !== undefined && refusals.has(requestId)
    ? {
        kind: 'refused',
        reason,
        message,
        requestId,
        // The link itself is made by this page: an address in an answer is not followed.
        canAsk: text(data.ask) !== undefined,
      }
    : { kind: 'failed', message };
}

function parse(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
