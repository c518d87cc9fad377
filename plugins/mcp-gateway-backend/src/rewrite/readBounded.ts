import type { Readable } from 'stream';

const MAX_BYTES = 8 * 1024 * 1024;

/** Reads a whole answer as text, or `undefined` when it is larger than a listing can reasonably be. */
export async function readBounded(body: Readable): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
