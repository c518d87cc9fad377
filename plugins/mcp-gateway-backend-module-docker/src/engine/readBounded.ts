import type { Readable } from 'node:stream';
import { EngineError } from './EngineError';

/**
 * Everything that comes, as text, up to a bound.
 *
 * @throws EngineError where there is more.
 */
export async function readBounded(
  stream: Readable,
  maxBytes: number,
): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream) {
    bytes += part.length;
    if (bytes > maxBytes) {
      stream.destroy();
      throw new EngineError('The container engine answers with too much');
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
