import { isLookAlikeWord, plainLetterOf } from './lookAlikes';

/** A piece of a text. `hidden`: people see nothing of it; `look-alike`: they take it for another letter. */
export interface TextMark {
  readonly text: string;
  readonly mark?: 'hidden' | 'look-alike';
  /** What stands there: `U+200B`, or `U+0435, looks like e`. */
  readonly label?: string;
}

/**
 * What is not seen: controls, formats, tags, variation selectors, fillers, private and unassigned characters, halves of
 * surrogates, and every space that is not the common one. Tabs and line ends are seen as what they do.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/u;
const PLAIN = new Set([' ', '\n', '\t', '\r']);
const PICTURE = /\p{Extended_Pictographic}/u;

/** Cuts a text at what people cannot see or would take for something else. Nothing of it is lost. */
export function markText(text: string): TextMark[] {
  const characters = [...text];
  const lookAlike = lookAlikePlaces(text, characters);
  const marks: TextMark[] = [];
  let plain = '';
  const flush = () => {
    if (plain) marks.push({ text: plain });
    plain = '';
  };
  characters.forEach((character, at) => {
    const label = isHidden(characters, at)
      ? nameOf(character)
      : lookAlike.has(at) &&
        `${nameOf(character)}, looks like ${plainLetterOf(character)}`;
    if (!label) {
      plain += character;
      return;
    }
    flush();
    marks.push({
      text: character,
      mark: isHidden(characters, at) ? 'hidden' : 'look-alike',
      label,
    });
  });
  flush();
  return marks;
}

/** A text with everything hidden or look-alike written out, for places that show text alone: `a⟦U+200B⟧b`. */
export function visibleText(text: string): string {
  return markText(text)
    .map(({ text: piece, mark, label }) =>
      mark === undefined
        ? piece
        : `${mark === 'look-alike' ? piece : ''}⟦${label}⟧`,
    )
    .join('');
}

function isHidden(characters: readonly string[], at: number): boolean {
  const character = characters[at];
  if (PLAIN.has(character) || !HIDDEN.test(character)) return false;
  const before = characters[at - 1] ?? '';
  // One selector or joiner behind a picture belongs to the picture, as every keyboard writes it.
  if (character === '\ufe0f') return !PICTURE.test(before);
  if (character === '\u200d') {
    const stands = before === '\ufe0f' ? characters[at - 2] ?? '' : before;
    return !(PICTURE.test(stands) && PICTURE.test(characters[at + 1] ?? ''));
  }
  return true;
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Indices of the letters in words that look Latin and are not. */
function lookAlikePlaces(
  text: string,
  characters: readonly string[],
): ReadonlySet<number> {
  const places = new Set<number>();
  const isLatin = /\p{Script=Latin}/u.test(text);
  let start = 0;
  while (start < characters.length) {
    let end = start;
    while (
      end < characters.length &&
      /[\p{L}\p{M}\p{N}_]/u.test(characters[end])
    ) {
      end += 1;
    }
    const word = characters.slice(start, end);
    if (isLookAlikeWord(word, { inLatinText: isLatin })) {
      for (const [index, letter] of word.entries()) {
        if (plainLetterOf(letter)) places.add(start + index);
      }
    }
    start = Math.max(end, start + 1);
  }
  return places;
}
