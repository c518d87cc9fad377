/** Control and format characters but line breaks and tabs, line separators, lone surrogates: they hide text or turn its direction. */
const DECEPTIVE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** JSON in lines, where it loses nothing by that; whatever cannot be seen is written out (A2). Pure. */
export function shownText(text: string): string {
  return inLines(text).replace(DECEPTIVE, character => {
    const code = character.codePointAt(0) ?? 0xfffd;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

function inLines(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    // Numbers that JavaScript cannot hold would be shown as others.
    return JSON.stringify(value) === text
      ? JSON.stringify(value, null, 2)
      : text;
  } catch {
    return text;
  }
}
