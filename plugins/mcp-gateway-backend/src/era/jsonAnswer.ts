import { Readable } from 'node:stream';
import type { UpstreamAnswer } from '../transport/Upstream';

/** An answer that is one message, as JSON. */
export function jsonAnswer(
  message: object,
  options: { status?: number; headers?: Record<string, string> } = {},
): UpstreamAnswer {
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  return {
    status: options.status ?? 200,
    headers: {
      'content-type': 'application/json',
      'content-length': String(bytes.length),
      ...options.headers,
    },
    body: Readable.from([bytes]),
  };
}
