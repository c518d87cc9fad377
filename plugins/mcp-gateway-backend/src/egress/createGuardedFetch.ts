import { fetch as undiciFetch, type Dispatcher } from 'undici';
import type { EgressGuard } from './EgressGuard';

/** A fetch for libraries that want one. Guarded like every dial-out; it follows no redirect and keeps no credential. */
export type GuardedFetch = (
  url: string | URL,
  init?: RequestInit,
) => Promise<Response>;

/** Makes a {@link GuardedFetch} over a guarded agent. */
export function createGuardedFetch(options: {
  guard: EgressGuard;
  agent: Dispatcher;
}): GuardedFetch {
  const { guard, agent } = options;
  return async (url, init = {}) => {
    guard.checkUrl(url);
    const { body = null, method, signal } = init;
    if (body !== null && typeof body !== 'string') {
      throw new TypeError('Only text is sent');
    }
    const answer = await undiciFetch(url, {
      method,
      headers: [...new Headers(init.headers)],
      body,
      signal,
      redirect: 'manual',
      credentials: 'omit',
      dispatcher: agent,
    });
    const { status, statusText, headers } = answer;
    // One stream class under two names: the types of the web and those of Node.
    return new Response(answer.body as ReadableStream<Uint8Array> | null, {
      status,
      statusText,
      headers: [...headers],
    });
  };
}
