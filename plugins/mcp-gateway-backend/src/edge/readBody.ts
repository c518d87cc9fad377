import type { IncomingMessage } from 'http';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** So much of a refused body is read and thrown away, so that an honest client gets to read the answer. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** Reads a body within bounds of size and time. What is too large is thrown away while it arrives, never held. */
export function readBody(
  request: IncomingMessage,
  limits: { bytes: number; timeoutMs: number },
): Promise<Buffer | DecisionReason> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(
      () => finish(size > limits.bytes ? 'edge.too-large' : 'edge.timeout'),
      limits.timeoutMs,
    );

    const finish = (result: Buffer | DecisionReason) => {
      clearTimeout(timer);
      request.off('data', onData);
      request.pause();
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.bytes) chunks.push(chunk);
      else chunks = [];
      if (size > MAX_DISCARDED_BYTES) finish('edge.too-large');
    };
    request.on('data', onData);
    request.once('end', () =>
      finish(size > limits.bytes ? 'edge.too-large' : Buffer.concat(chunks)),
    );
    request.once('error', error => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
