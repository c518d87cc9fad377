import { finished, type Readable } from 'stream';
import { WholeBody } from './WholeBody';

/** Reads a stream whole, or `undefined` when it is larger than `maxBytes`: then the rest is not read. */
export function collect(
  body: Readable,
  maxBytes: number,
): Promise<Buffer | undefined> {
  if (body instanceof WholeBody) {
    const { bytes } = body;
    return Promise.resolve(bytes.length <= maxBytes ? bytes : undefined);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    finished(body, error => {
      if (size > maxBytes) resolve(undefined);
      else if (error) reject(error);
      else resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    });
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else body.destroy();
    });
  });
}
