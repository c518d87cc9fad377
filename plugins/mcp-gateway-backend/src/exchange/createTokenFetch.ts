import { createGuardedAgent } from '../egress/createGuardedAgent';
import { createGuardedFetch } from '../egress/createGuardedFetch';
import type { EgressGuard } from '../egress/EgressGuard';

/** A token answer or a metadata document; nothing of the kind is larger. */
const MAX_BYTES = 256 * 1024;
/** Every step of a question; a person waits for the answer. */
const TIMEOUT_MS = 5_000;

/** How authorization servers are asked. */
export interface TokenFetch {
  fetch(url: string, init: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Makes the one way to the authorization servers of the exchanges: guarded like every dial-out, bounded in size and time. */
export function createTokenFetch(options: {
  guard: EgressGuard;
  timeoutMs?: number;
}): TokenFetch {
  const { guard, timeoutMs = TIMEOUT_MS } = options;
  const agent = createGuardedAgent({
    guard,
    limits: { connectMs: timeoutMs, headersMs: timeoutMs, idleMs: timeoutMs },
  });
  const guarded = createGuardedFetch({ guard, agent });
  return {
    async fetch(url, init) {
      const answer = await guarded(url, {
        ...init,
        // The guarded fetch sends text alone; a form's text is what is sent anyway.
        body: textOf(init.body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const { status, headers } = answer;
      return new Response(await readBounded(answer), { status, headers });
    },
    close: () => agent.close(),
  };
}

function textOf(body: RequestInit['body']): string | null {
  return typeof body === 'string' || body instanceof URLSearchParams
    ? String(body)
    : null;
}

async function readBounded(
  answer: Response,
): Promise<Buffer<ArrayBuffer> | null> {
  if (!answer.body) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new TypeError('The answer is too large');
    chunks.push(chunk);
  }
  // 204 and 304 have a body in no reading of it.
  return size === 0 ? null : Buffer.concat(chunks);
}
