import { hasExactNumbers } from '../../pipeline/hasExactNumbers';

/** ECMAScript's JSON.parse source text access, which the compiler's library does not know yet. */
const json = JSON as unknown as {
  rawJSON(text: string): unknown;
  parse(
    text: string,
    reviver: (key: string, value: unknown, at: { source?: string }) => unknown,
  ): unknown;
};

/**
 * Parses JSON so that `JSON.stringify` writes every number as it came, whatever its size: messages are written again with
 * other ids, and nothing else of them may change. Throws where it is no JSON.
 */
export function parseExact(text: string): unknown {
  if (hasExactNumbers(text)) return JSON.parse(text);
  return json.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isSame(value, source)
      ? json.rawJSON(source)
      : value,
  );
}

function isSame(value: number, source: string): boolean {
  return String(value) === source;
}
