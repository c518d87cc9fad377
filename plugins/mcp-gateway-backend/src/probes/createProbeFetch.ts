import { Duplex } from 'node:stream';
import { SecretMask } from '../credentials/SecretMask';
import type { GuardedFetch } from '../egress/createGuardedFetch';
import type { RemoteCandidate } from '../service/ProbeService';
import type { ProbeCredential } from './createProbeCredential';
import { ProbeError } from './ProbeError';

const CLOSE_TIMEOUT_MS = 2_000;

/**
 * A fetch for one probe: it talks to one address only (of an HTTP+SSE server: one origin), follows no redirect, carries nothing
 * of a person's, and what it reads is bounded over the whole probe and without what it sent.
 */
export function createProbeFetch(options: {
  type: RemoteCandidate['type'];
  url: URL;
  fetch: GuardedFetch;
  credential: ProbeCredential;
  maxBytes: number;
  signal: AbortSignal;
  /** Ends the probe; a stream that merely broke would leave it waiting. */
  fail: (error: ProbeError) => void;
}): GuardedFetch {
  const { type, url, credential, maxBytes, fail } = options;
  // Of an HTTP+SSE server, the stream says where to post: on the same origin, as the transport demands.
  const isOwn = ({ href, origin }: URL) =>
    type === 'sse' ? origin === url.origin : href === url.href;
  let bytes = 0;

  // Node's streams of the web, under the names that the web's types have for them.
  const mask = () =>
    Duplex.toWeb(
      SecretMask.create(credential),
    ) as unknown as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array>;

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
    return new Response(
      response.body.pipeThrough(counter).pipeThrough(mask()),
      {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      },
    );
  };

  return async (target, init = {}) => {
    const address = new URL(target);
    if (!isOwn(address)) {
      throw new ProbeError('The probe was sent to another address.');
    }
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    headers.delete('cookie');
    for (const [name, value] of Object.entries(credential.headers)) {
      headers.set(name, value);
    }
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
