import type { GuardedFetch } from '../egress/createGuardedFetch';
import type { RemoteCandidate } from '../service/ProbeService';
import { ProbeError } from './ProbeError';

const CLOSE_TIMEOUT_MS = 2_000;

/**
 * A fetch for one probe: it talks to one address only (of an HTTP+SSE server: one origin), follows no redirect, carries no credential, and what it reads
 * is bounded over the whole probe.
 */
export function createProbeFetch(options: {
  type: RemoteCandidate['type'];
  url: URL;
  fetch: GuardedFetch;
  maxBytes: number;
  signal: AbortSignal;
  /** Ends the probe; a stream that merely broke would leave it waiting. */
  fail: (error: ProbeError) => void;
}): GuardedFetch {
  const { type, url, maxBytes, fail } = options;
  // Of an HTTP+SSE server, the stream says where to post: on the same origin, as the transport demands.
  const isOwn = ({ href, origin }: URL) =>
    type === 'sse' ? origin === url.origin : href === url.href;
  let bytes = 0;

  const bounded = (response: Response): Response => {
    if (!response.body) {
      return response;
    }
    const counter = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes) {
          const error = new ProbeError(
            `The server answered with more than ${Math.floor(
              maxBytes / 1024 / 1024,
            )} MiB.`,
          );
          fail(error);
          throw error;
        }
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(counter), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };

  return async (target, init = {}) => {
    const address = new URL(target);
    if (!isOwn(address)) {
      throw new ProbeError('The probe was sent to another address.');
    }
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    headers.delete('cookie');
    const isGet = (init.method ?? 'GET') === 'GET';
    if (type === 'streamable-http' && isGet && !headers.has('last-event-id')) {
      // A probe has no use for the server's own messages, so it does not open their stream.
      return new Response(null, { status: 405 });
    }
    const response = await options.fetch(address, {
      ...init,
      headers,
      // The session is closed also when the probe's time is over.
      signal:
        init.method === 'DELETE'
          ? AbortSignal.timeout(CLOSE_TIMEOUT_MS)
          : AbortSignal.any([
              options.signal,
              ...(init.signal ? [init.signal] : []),
            ]),
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      const error = new ProbeError(
        `The server redirects elsewhere (HTTP ${response.status}), and redirects are not followed. Register the address that it redirects to.`,
      );
      fail(error);
      throw error;
    }
    return bounded(response);
  };
}
