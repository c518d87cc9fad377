import { MAX_LINE_LENGTH } from '../chain/types';
import type { AuditLine } from './types';

const LINE_BREAK = 0x0a;
/** A UTF-16 unit takes at most three bytes of UTF-8. */
const MAX_LINE_BYTES = MAX_LINE_LENGTH * 3;
/** So much is read of a line that is too long. */
const SAMPLE_BYTES = 1024;

/**
 * The lines of a file, from its bytes. Bytes that are not UTF-8 make their line broken, and are never silently replaced: else a byte
 * that was altered could read like the replacement that stood there.
 */
export async function* readAuditLines(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
): AsyncGenerator<AuditLine> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let line = 0;
  const add = (part: Uint8Array) => {
    // Of a line that is too long no more is kept than shows that it is.
    if (length <= MAX_LINE_BYTES) parts.push(part);
    length += part.length;
  };
  const take = (isLast: boolean): AuditLine => {
    line += 1;
    const text = decode(parts, length);
    parts = [];
    length = 0;
    return { ...text, ...(isLast && { isLast }), source, line };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (
      let end = chunk.indexOf(LINE_BREAK);
      end >= 0;
      end = chunk.indexOf(LINE_BREAK, from)
    ) {
      add(chunk.subarray(from, end));
      from = end + 1;
      yield take(false);
    }
    if (from < chunk.length) add(chunk.slice(from));
  }
  if (length > 0) yield take(true);
}

function decode(
  parts: readonly Uint8Array[],
  length: number,
): Pick<AuditLine, 'text' | 'isBroken'> {
  const bytes = join(parts);
  try {
    if (length > MAX_LINE_BYTES) throw new RangeError('The line is too long');
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        bytes,
      ),
    };
  } catch {
    return { text: lossy(bytes.subarray(0, SAMPLE_BYTES)), isBroken: true };
  }
}

function lossy(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
