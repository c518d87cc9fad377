import type { IncomingMessage } from 'http';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** So much of a refused body is read and thrown away, so that an honest client gets to read the answer. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** Reads a body within bounds of size and time. What is too large is thrown away while it arrives, never held. */
export function readBody(
  request: IncomingMessage,
  limits: { bytes: number; timeoutMs: number },
): Promise<Buffer | DecisionReason> {
  const chunks: Buffer[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;

  return new Promise<Buffer | DecisionReason>((resolve, reject) => {
    const tooLargeOr = (other: Buffer | DecisionReason) =>
      resolve(size > limits.bytes ? 'edge.too-large' : other);

    // Of the whole body, not of its pauses: one byte a second is no way around it.
    timer = setTimeout(() => tooLargeOr('edge.timeout'), limits.timeoutMs);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.bytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > MAX_DISCARDED_BYTES) resolve('edge.too-large');
    });
    request.once('end', () => tooLargeOr(Buffer.concat(chunks)));
    request.once('error', reject);
  }).finally(() => {
    clearTimeout(timer);
    request.removeAllListeners('data');
    request.pause();
  });
}
