import { EngineError } from './EngineError';

/**
 * Lines as they come.
 *
 * @throws EngineError where one is longer than the bound.
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk]);
    let end = rest.indexOf(10);
    while (end >= 0) {
      const line = rest.subarray(0, end).toString('utf8').trim();
      if (line) yield line;
      rest = rest.subarray(end + 1);
      end = rest.indexOf(10);
    }
    if (rest.length > maxBytes) {
      throw new EngineError('The container engine sends a line without end');
    }
  }
  const last = rest.toString('utf8').trim();
  if (last) yield last;
}
