import {
  isSeq,
  MAX_EVENT_LENGTH,
  MAX_LINE_LENGTH,
  type ChainLine,
} from './types';

/** Exactly this order and no spaces: what the writers write is the only way to write it. */
const HEAD =
  /^\{"writer":"([A-Za-z0-9][A-Za-z0-9._:-]{0,127})","seq":([1-9][0-9]{0,15}),"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","event":(?=\{)/;

/**
 * Reads one line of a spool or an export, without its line break. Answers `undefined` for whatever no writer writes.
 *
 * Strict, so that one line has one meaning for everybody who reads it: the five keys in their order, and an event that
 * `JSON.stringify` would write the same way again. That excludes keys that occur twice, spaces and other spellings of the same value.
 * The event is cut out of the line, not written anew. Whether the hash is right is for {@link verifyAudit} to say.
 */
export function parseLine(line: string): ChainLine | undefined {
  if (line.length > MAX_LINE_LENGTH || !line.endsWith('}')) {
    return undefined;
  }
  const head = HEAD.exec(line);
  if (!head) {
    return undefined;
  }
  const [all, writer, digits, prev, hash] = head;
  const seq = Number(digits);
  const event = line.slice(all.length, -1);
  return isSeq(seq) && event.length <= MAX_EVENT_LENGTH && isAsWritten(event)
    ? { writer, seq, prev, hash, event }
    : undefined;
}

function isAsWritten(event: string): boolean {
  try {
    return JSON.stringify(JSON.parse(event)) === event;
  } catch {
    return false;
  }
}
