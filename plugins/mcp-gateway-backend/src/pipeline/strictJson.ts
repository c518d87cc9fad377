import { isUtf8 } from 'node:buffer';

/** Why a text is not taken, though a lenient parser might take it. */
export type JsonRefusal = 'malformed' | 'ambiguous';

const MAX_DEPTH = 64;
/** Keys that differ in case alone are refused down to here: the message, its params, and `_meta` and `arguments` themselves. */
const CASE_DEPTH = 2;
const LONE_SURROGATE = /\p{Surrogate}/u;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** To look through so many costs less than a set; beyond, a set keeps it from growing with their square. */
const FEW = 8;

/** The keys of one object. */
class Keys {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  /** Returns whether the key is new. */
  add(key: string): boolean {
    if (this.#many ? this.#many.has(key) : this.#few.includes(key)) {
      return false;
    }
    if (this.#many) this.#many.add(key);
    else if (this.#few.length < FEW) this.#few.push(key);
    else this.#many = new Set([...this.#few, key]);
    return true;
  }
}

/**
 * Parses JSON so that every parser reads the same from it: valid UTF-8, no duplicate keys anywhere, no keys of the
 * protocol's own objects that differ in case alone, no lone surrogates, bounded depth.
 */
export function parseStrictJson(
  bytes: Uint8Array,
): { value: unknown } | { refused: JsonRefusal } {
  if (!isUtf8(bytes)) return { refused: 'ambiguous' };
  const { buffer, byteOffset, byteLength } = bytes;
  const text = (
    Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, byteLength)
  ).toString('utf8');
  const refused = scan(text);
  if (refused) return { refused };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { refused: 'malformed' };
  }
}

/** Walks the tokens. The grammar is left to `JSON.parse`; this looks at what that parser would silently repair. */
function scan(text: string): JsonRefusal | undefined {
  const open: Array<Keys | undefined> = [];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (open.length >= MAX_DEPTH) return 'malformed';
        open.push(text.charCodeAt(at) === OPEN_BRACE ? new Keys() : undefined);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        open.pop();
        break;
      case QUOTE: {
        const end = endOfString(text, at);
        if (end === -1) return 'malformed';
        const raw = text.slice(at + 1, end);
        // What was valid UTF-8 has lone surrogates only where they are written as escapes.
        const isEscaping = raw.includes('\\');
        const string = isEscaping ? readString(text, at, end) : raw;
        if (string === undefined) return 'malformed';
        if (isEscaping && LONE_SURROGATE.test(string)) return 'ambiguous';
        at = end;
        const keys = open[open.length - 1];
        if (keys && isKey(text, end + 1)) {
          const key = open.length <= CASE_DEPTH ? folded(string) : string;
          if (!keys.add(key)) return 'ambiguous';
        }
        break;
      }
      default:
    }
  }
  return undefined;
}

/** Where the string that begins at a quote ends: at the next quote that is not escaped. -1: nowhere. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before--;
  return (at - before) % 2 === 0;
}

/** What a string with escapes says. Raw control characters are left to the parser of the whole, which refuses them. */
function readString(
  text: string,
  start: number,
  end: number,
): string | undefined {
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
}

function isKey(text: string, from: number): boolean {
  let at = from;
  // Whatever is no blank to JSON is no blank here: then this is no key, and the parser refuses the text.
  while (isBlank(text.charCodeAt(at))) at++;
  return text.charCodeAt(at) === COLON;
}

/** RFC 8259 §2. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** As readers that ignore case compare keys: by Unicode's folding, where the long s is an s and the Kelvin sign a k. */
function folded(text: string): string {
  if (isSmallAscii(text)) return text;
  return text.toLocaleUpperCase('en-US').toLocaleLowerCase('en-US');
}

/** Printable and without capitals: its own folding. */
function isSmallAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e || (code >= 0x41 && code <= 0x5a)) {
      return false;
    }
  }
  return true;
}
