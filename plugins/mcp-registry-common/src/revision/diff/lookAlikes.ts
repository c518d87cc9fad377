/** Letters of other scripts that most fonts draw like the Latin letter before them. */
const DRAWN_ALIKE: readonly (readonly [string, string])[] = [
  ['a', 'аɑα'],
  ['b', 'ЬƄ'],
  ['c', 'сϲⅽ'],
  ['d', 'ԁⅾ'],
  ['e', 'еҽ'],
  ['g', 'ɡց'],
  ['h', 'һհ'],
  ['i', 'іıιⅰ'],
  ['j', 'јϳ'],
  ['k', 'κ'],
  ['l', 'ӏⅼ'],
  ['m', 'ⅿ'],
  ['n', 'ոռ'],
  ['o', 'оοօ'],
  ['p', 'рρ'],
  ['q', 'ԛզ'],
  ['r', 'гᴦ'],
  ['s', 'ѕ'],
  ['t', 'τ'],
  ['u', 'υս'],
  ['v', 'ѵνⅴ'],
  ['w', 'ԝѡ'],
  ['x', 'хχⅹ'],
  ['y', 'уγү'],
  ['z', 'ᴢ'],
  ['A', 'АΑ'],
  ['B', 'ВΒ'],
  ['C', 'СϹ'],
  ['E', 'ЕΕ'],
  ['H', 'НΗ'],
  ['I', 'ІΙӀ'],
  ['J', 'Ј'],
  ['K', 'КΚ'],
  ['M', 'МΜ'],
  ['N', 'Ν'],
  ['O', 'ОΟ'],
  ['P', 'РΡ'],
  ['S', 'Ѕ'],
  ['T', 'ТΤ'],
  ['X', 'ХΧ'],
  ['Y', 'ҮΥ'],
  ['Z', 'Ζ'],
];

const PLAIN_LETTERS: ReadonlyMap<string, string> = new Map(
  DRAWN_ALIKE.flatMap(([plain, others]) =>
    [...others].map(other => [other, plain] as const),
  ),
);
const ASCII_LETTER = /^[A-Za-z0-9]$/;

/** The plain letter or digit that one of another kind is taken for; absent for plain ones, and for those that look like none. */
export function plainLetterOf(letter: string): string | undefined {
  const known = PLAIN_LETTERS.get(letter);
  if (known !== undefined || ASCII_LETTER.test(letter)) return known;
  // Full-width and mathematical letters, and the like.
  const folded = letter.normalize('NFKC');
  return ASCII_LETTER.test(folded) ? folded : undefined;
}

/**
 * Whether a word wants to be read as another one: plain letters mixed with such that only look plain, or, amid Latin text,
 * nothing but such. A word of another language, with letters that look like none of ours, is one.
 */
export function isLookAlikeWord(
  letters: readonly string[],
  options: { inLatinText: boolean },
): boolean {
  const alike = letters.filter(letter => plainLetterOf(letter) !== undefined);
  if (alike.length === 0) return false;
  const hasPlain = letters.some(letter => /^[A-Za-z]$/.test(letter));
  return hasPlain || (options.inLatinText && alike.length === letters.length);
}
