const SENTINEL = /^=\?base64\?(.*)\?=$/;

/** Never equal to what a body says: not a string that JSON can hold. */
const UNREADABLE = Symbol('unreadable');

/**
 * Reads a mirrored header (MCP 2026-07-28, SEP-2243): as it is, or the text in its Base64 sentinel. Only the one
 * canonical Base64 form of valid UTF-8 counts: anything else another reader might read otherwise.
 *
 * @returns `undefined` without such a header; a symbol that equals nothing when it has no one meaning
 */
export function decodeMirrored(
  value: string | string[] | undefined,
): string | typeof UNREADABLE | undefined {
  if (value === undefined) return undefined;
  // A header that came twice has no one meaning.
  if (typeof value !== 'string') return UNREADABLE;
  const encoded = SENTINEL.exec(value)?.[1];
  if (encoded === undefined) return value;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return UNREADABLE;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    return UNREADABLE;
  }
}
