// Control and format characters (newlines, bidirectional overrides, zero-width ones), line separators, lone surrogates.
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Most text is this: then there is nothing to look for. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Makes text that others chose safe to keep and to show: characters that break lines, turn the direction of writing or
 * cannot be seen are written out (`⟨U+000A⟩`), and the length is bounded. What is left cannot forge a log line or
 * look like another name.
 */
export function sanitizeText(text: string, maxLength: number): string {
  if (text.length <= maxLength && PLAIN.test(text)) return text;
  // Cut first as well: work is bounded however long the text is.
  const visible = text.slice(0, maxLength + 1).replace(DECEPTIVE, character => {
    const code = character.codePointAt(0) ?? 0xfffd;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
  if (visible.length <= maxLength) {
    return visible;
  }
  // Never half of a character outside the basic plane.
  const cut = visible.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut}…`;
}
