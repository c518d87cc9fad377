import type { FetchApi } from '@backstage/frontend-plugin-api';

/**
 * The portal's fetch for the typed clients, which pass a `Request`.
 *
 * The portal's middleware for `plugin://` gives such a request on as `init`; its body would then be a stream, which browsers
 * refuse over HTTP/1.1. So the body is read here and sent as text.
 */
export function portalFetch(fetchApi: FetchApi): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const text = request.body === null ? '' : await request.text();
    return fetchApi.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      signal: request.signal,
      // Sent to its end even when the person leaves the page meanwhile.
      keepalive: request.keepalive,
      ...(text ? { body: text } : {}),
    });
  };
}
