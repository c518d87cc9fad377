import type { Readable } from 'node:stream';
import { EngineError } from './EngineError';

/**
 * Everything that comes, as text, up to a bound.
 *
 * @throws EngineError where there is more, or less than was said.
 */
export async function readBounded(
  stream: Readable,
  maxBytes: number,
): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of stream) {
      bytes += part.length;
      if (bytes > maxBytes) break;
      parts.push(part);
    }
  } catch (cause) {
    throw new EngineError(
      'The container engine broke off its answer',
      undefined,
      {
        cause,
      },
    );
  }
  if (bytes > maxBytes) {
    throw new EngineError('The container engine answers with too much');
  }
  return Buffer.concat(parts).toString('utf8');
}
