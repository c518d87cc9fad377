import { hiddenKind } from './hiddenCharacters';

/** The longest excerpt, characters. */
export const EXCERPT_LENGTH = 240;

const name = (codePoint: number) =>
  `⟨U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}⟩`;

/** Tag characters spell ASCII: what they say is shown, since that is what a model reads. */
function show(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint >= 0xe0020 && codePoint <= 0xe007e) {
    return `⟨tag ${String.fromCharCode(codePoint - 0xe0000)}⟩`;
  }
  const isLoneSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return hiddenKind(codePoint) || isLoneSurrogate ? name(codePoint) : character;
}

/** The text around a place, hidden characters made visible, long runs of white space shortened; bounded. */
export function makeVisible(text: string, start = 0, end = text.length) {
  const from = Math.max(0, Math.min(start - 40, text.length));
  const to = Math.min(
    text.length,
    Math.max(end + 40, from),
    from + EXCERPT_LENGTH,
  );
  const shown = Array.from(text.slice(from, to), show)
    .join('')
    .replace(/\s+/g, ' ')
    .slice(0, EXCERPT_LENGTH)
    .trim();
  return `${from > 0 ? '…' : ''}${shown}${to < text.length ? '…' : ''}`;
}
