/** What the standard fonts of PDF can write (WinAnsi), and can be told apart. */
const KNOWN = /[\x20-\x7e\u00a1-\u00ff\u2013\u2014\u2018-\u201e\u2026\u20ac]/u;

/** Text in which characters that no standard font has are named by their code points, and nothing is lost or hidden. */
export function inStandardFont(text: string): string {
  return [...text]
    .map(character =>
      KNOWN.test(character)
        ? character
        : `\\u{${character.codePointAt(0)?.toString(16)}}`,
    )
    .join('');
}
