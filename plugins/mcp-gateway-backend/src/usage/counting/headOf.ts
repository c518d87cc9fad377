/** Of a message, so much is counted; the rest is taken to be alike. */
export const HEAD_BYTES = 64 * 1024;

/** How a message begins, copied: small, and the worker's own. */
export function headOf(
  chunks: readonly (Uint8Array | string)[],
): Uint8Array<ArrayBuffer> {
  const parts = chunks.map(chunk =>
    typeof chunk === 'string' ? Buffer.from(chunk.slice(0, HEAD_BYTES)) : chunk,
  );
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = new Uint8Array(Math.min(length, HEAD_BYTES));
  let at = 0;
  for (const part of parts) {
    const taken = part.subarray(0, head.length - at);
    head.set(taken, at);
    at += taken.length;
  }
  return head;
}

/** How a message begins, as it is where that is all of it: nothing large is kept. */
export function smallHead(
  chunks: readonly (Uint8Array | string)[],
): readonly (Uint8Array | string)[] {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  return length <= HEAD_BYTES ? chunks : [headOf(chunks)];
}
