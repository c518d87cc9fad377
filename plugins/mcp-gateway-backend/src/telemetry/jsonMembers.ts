const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = [0x7b, 0x5b];
const CLOSE = [0x7d, 0x5d];
const SPACE = [0x20, 0x09, 0x0a, 0x0d];

/** A member of an object: its name, and where its value stands. */
export interface JsonMember {
  name: string;
  /** Of its name's quote. */
  from: number;
  /** Of its value. */
  start: number;
  end: number;
}

/**
 * The members of the object that begins at a place, without reading what is in them. For JSON that was found well-formed before.
 *
 * @returns `undefined`: no object begins there
 */
export function jsonMembers(
  bytes: Buffer,
  begin: number,
): JsonMember[] | undefined {
  if (bytes[begin] !== OPEN[0]) return undefined;
  const members: JsonMember[] = [];
  let at = skipSpace(bytes, begin + 1);
  while (at < bytes.length && bytes[at] === QUOTE) {
    const from = at;
    const nameEnd = skipString(bytes, from);
    const name = JSON.parse(bytes.toString('utf8', from, nameEnd)) as string;
    const start = skipSpace(bytes, skipSpace(bytes, nameEnd) + 1);
    const end = skipValue(bytes, start);
    members.push({ name, from, start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] !== COMMA) break;
    at = skipSpace(bytes, at + 1);
  }
  return members;
}

/** Where the first thing that is no space stands. */
export function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (SPACE.includes(bytes[at])) at++;
  return at;
}

function skipString(bytes: Buffer, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) {
    at += bytes[at] === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}

function skipValue(bytes: Buffer, from: number): number {
  if (bytes[from] === QUOTE) return skipString(bytes, from);
  let at = from;
  let depth = 0;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = skipString(bytes, at) - 1;
    else if (OPEN.includes(byte)) depth++;
    else if (CLOSE.includes(byte)) {
      if (depth === 0) return at;
      depth--;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || SPACE.includes(byte)))
      return at;
  }
  return at;
}
