import { isUtf8 } from 'node:buffer';

/** Why a text is not taken, though a lenient parser might take it. */
export type JsonRefusal = 'malformed' | 'ambiguous';

const MAX_DEPTH = 64;
/** Keys that differ in case alone are refused down to here: the message, its params, and `_meta` and `arguments` themselves. */
const CASE_DEPTH = 2;
const LONE_SURROGATE = /\p{Surrogate}/u;
// Raw control characters inside a string are left to JSON.parse, which refuses them.
const STRING = /"(?:[^"\\]|\\.)*"/sy;

/**
 * Parses JSON so that every parser reads the same from it: valid UTF-8, no duplicate keys anywhere, no keys of the
 * protocol's own objects that differ in case alone, no lone surrogates, bounded depth.
 */
export function parseStrictJson(
  bytes: Uint8Array,
): { value: unknown } | { refused: JsonRefusal } {
  if (!isUtf8(bytes)) return { refused: 'ambiguous' };
  const text = Buffer.from(
    bytes.buffer,
    bytes.byteOffset,
    bytes.byteLength,
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
  const open: Array<Set<string> | undefined> = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') {
      if (open.length >= MAX_DEPTH) return 'malformed';
      open.push(char === '{' ? new Set() : undefined);
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === '"') {
      STRING.lastIndex = at;
      const token = STRING.exec(text)?.[0];
      if (token === undefined) return 'malformed';
      at += token.length - 1;
      const string = readString(token);
      if (string === undefined) return 'malformed';
      if (LONE_SURROGATE.test(string)) return 'ambiguous';
      const keys = open.at(-1);
      if (keys && isKey(text, at + 1)) {
        const key = open.length <= CASE_DEPTH ? folded(string) : string;
        if (keys.has(key)) return 'ambiguous';
        keys.add(key);
      }
    }
  }
  return undefined;
}

function readString(token: string): string | undefined {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return JSON.parse(token);
  } catch {
    return undefined;
  }
}

function isKey(text: string, from: number): boolean {
  let at = from;
  while (/\s/.test(text[at] ?? 'x')) at++;
  return text[at] === ':';
}

/** As readers that ignore case compare keys: by Unicode's folding, where the long s is an s and the Kelvin sign a k. */
function folded(text: string): string {
  return text.toLocaleUpperCase('en-US').toLocaleLowerCase('en-US');
}
