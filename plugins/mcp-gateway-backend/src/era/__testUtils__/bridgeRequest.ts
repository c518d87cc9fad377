import { readMessage } from '../../pipeline/readMessage';
import type { Call } from '../../pipeline/types';
import { upstreamRequest } from '../../transport/__testUtils__/upstreamRequest';
import type { UpstreamRequest } from '../../transport/Upstream';

/** A decided request of a client with this message. */
export function bridgeRequest(
  message: object,
  more: Partial<Call> = {},
): UpstreamRequest {
  const bytes = Buffer.from(JSON.stringify(message));
  const request = upstreamRequest();
  return {
    ...request,
    body: bytes,
    call: { ...request.call, message: readMessage(message, bytes), ...more },
  };
}
