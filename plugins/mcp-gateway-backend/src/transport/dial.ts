import { request, type Dispatcher } from 'undici';
import { UpstreamFailure } from './UpstreamFailure';

/** One HTTP request to a server. */
export interface DialOptions {
  agent: Dispatcher;
  url: string;
  method: 'POST' | 'GET' | 'DELETE';
  headers: Record<string, string>;
  body?: Buffer;
  /** Aborted when nobody waits any more. */
  signal: AbortSignal;
  /** How long the head of the answer may take. */
  headersMs: number;
  /** The body goes on when nobody waits for it any more: whoever has it ends it. */
  outlivesCall?: boolean;
}

/** Sends a request and hands back the answer's head and the stream of its body. Throws an {@link UpstreamFailure}. */
export async function dial(
  options: DialOptions,
): Promise<Dispatcher.ResponseData> {
  const { agent, url, method, headers, body, signal } = options;
  const abort = new AbortController();
  const stop = () => abort.abort(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  // undici begins to count anew with every interim answer (1xx), which a server may send for ever.
  const timer = setTimeout(
    () => abort.abort(new UpstreamFailure('upstream.timeout')),
    options.headersMs,
  );
  try {
    return await request(url, {
      dispatcher: agent,
      method,
      headers,
      body,
      signal: abort.signal,
      ...(options.outlivesCall && { bodyTimeout: 0 }),
    });
  } catch (error) {
    throw UpstreamFailure.from(error);
  } finally {
    clearTimeout(timer);
    if (options.outlivesCall) signal.removeEventListener('abort', stop);
  }
}
