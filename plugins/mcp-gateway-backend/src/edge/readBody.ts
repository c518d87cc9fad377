import type { IncomingMessage } from 'http';
import type { DecisionReason } from '@sallyport/backstage-plugin-mcp-gateway-common';

/** So much of a refused body is read and thrown away, so that an honest client gets to read the answer. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * Reads a body within bounds of size and time. What is too large is thrown away while it arrives, never held. A body that
 * has come with its head is there at once.
 */
export function readBody(
  request: IncomingMessage,
  limits: { bytes: number; timeoutMs: number },
): Buffer | Promise<Buffer | DecisionReason> {
  // As a rule all of it is: to wait for events, with a timer, would cost more than to read.
  return isWhole(request) && request.readableLength <= limits.bytes
    ? request.read() ?? NOTHING
    : readWhileItArrives(request, limits);
}

/** Whether everything that was announced has arrived and waits to be read. Without a length, only the end tells. */
function isWhole(request: IncomingMessage): boolean {
  const { headers, readableLength, readableFlowing, destroyed } = request;
  const length = headers['content-length'];
  return (
    !destroyed &&
    readableFlowing === null &&
    length !== undefined &&
    Number(length) === readableLength
  );
}

function readWhileItArrives(
  request: IncomingMessage,
  limits: { bytes: number; timeoutMs: number },
): Promise<Buffer | DecisionReason> {
  return new Promise<Buffer | DecisionReason>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let leave = () => {};

    const finish = (result: Buffer | DecisionReason) => {
      leave();
      resolve(size > limits.bytes ? 'edge.too-large' : result);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.bytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > MAX_DISCARDED_BYTES) finish('edge.too-large');
    };
    const onEnd = () =>
      finish(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    // Of the whole body, not of its pauses: one byte a second is no way around it.
    const timer = setTimeout(() => finish('edge.timeout'), limits.timeoutMs);
    leave = () => {
      clearTimeout(timer);
      request.off('data', onData);
      request.off('end', onEnd);
      request.pause();
    };
    request.on('data', onData);
    request.on('end', onEnd);
    // Stays: what comes after the body was read is nobody's error any more.
    request.once('error', error => {
      leave();
      reject(error);
    });
  });
}
