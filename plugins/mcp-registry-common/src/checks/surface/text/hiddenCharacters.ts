/** Kinds of characters that people do not see, or that change what they see. */
export type HiddenKind =
  | 'tag characters'
  | 'bidirectional overrides'
  | 'zero-width characters'
  | 'invisible operators'
  | 'variation selectors'
  | 'control characters'
  | 'blank letters';

/** First and last code point of each kind (Unicode 16, DerivedCoreProperties `Default_Ignorable_Code_Point` and `Bidi_Control`). */
const RANGES: readonly (readonly [number, number, HiddenKind])[] = [
  [0x0000, 0x0008, 'control characters'],
  [0x000b, 0x000c, 'control characters'],
  [0x000e, 0x001f, 'control characters'],
  [0x007f, 0x009f, 'control characters'],
  [0x115f, 0x1160, 'blank letters'],
  [0x17b4, 0x17b5, 'blank letters'],
  [0x180b, 0x180f, 'variation selectors'],
  [0x200b, 0x200d, 'zero-width characters'],
  [0x202a, 0x202e, 'bidirectional overrides'],
  [0x2060, 0x2060, 'zero-width characters'],
  [0x2061, 0x2064, 'invisible operators'],
  [0x2066, 0x2069, 'bidirectional overrides'],
  [0x206a, 0x206f, 'invisible operators'],
  [0x2800, 0x2800, 'blank letters'],
  [0x3164, 0x3164, 'blank letters'],
  [0xfe00, 0xfe0f, 'variation selectors'],
  [0xfeff, 0xfeff, 'zero-width characters'],
  [0xffa0, 0xffa0, 'blank letters'],
  [0xfff9, 0xfffb, 'invisible operators'],
  [0xe0000, 0xe007f, 'tag characters'],
  [0xe0100, 0xe01ef, 'variation selectors'],
];

/** Which kind of hidden character a code point is. */
export function hiddenKind(codePoint: number): HiddenKind | undefined {
  if (codePoint > 0x1f && codePoint < 0x7f) return undefined;
  return RANGES.find(
    ([first, last]) => codePoint >= first && codePoint <= last,
  )?.[2];
}

const isIn = (codePoint: number | undefined, first: number, last: number) =>
  codePoint !== undefined && codePoint >= first && codePoint <= last;

/** Letters of scripts that are written with joiners: Arabic with Persian, Syriac, the Indic scripts to Khmer, Mongolian. */
const isJoining = (codePoint: number | undefined) =>
  isIn(codePoint, 0x0600, 0x07bf) ||
  isIn(codePoint, 0x0900, 0x0dff) ||
  isIn(codePoint, 0x0f00, 0x109f) ||
  isIn(codePoint, 0x1780, 0x18af) ||
  isIn(codePoint, 0xfb50, 0xfdff);

const isPictograph = (codePoint: number | undefined) =>
  codePoint !== undefined &&
  (/\p{Extended_Pictographic}/u.test(String.fromCodePoint(codePoint)) ||
    isIn(codePoint, 0x1f3fb, 0x1f3ff) ||
    codePoint === 0xfe0f);

/**
 * Whether a hidden character stands where writing needs it: joiners inside of words of some scripts and of emoji,
 * the emoji style behind a pictograph, tags of the three flags of nations that have one.
 */
export function hasReason(points: readonly number[], at: number): boolean {
  const [before, it, after] = [points[at - 1], points[at], points[at + 1]];
  if (it === 0x200c || it === 0x200d) {
    return (
      (isJoining(before) && (isJoining(after) || after === undefined)) ||
      (it === 0x200d && isPictograph(before) && isPictograph(after))
    );
  }
  if (it === 0xfe0e || it === 0xfe0f) {
    return isPictograph(before) || (after === 0x20e3 && before < 0x80);
  }
  return isIn(it, 0xe0000, 0xe007f) && isInFlag(points, at);
}

const FLAGS = ['gbeng', 'gbsct', 'gbwls'];

function isInFlag(points: readonly number[], at: number): boolean {
  let start = at;
  while (start > at - 6 && isIn(points[start], 0xe0020, 0xe007f)) start -= 1;
  if (points[start] !== 0x1f3f4) return false;
  const tags = points.slice(start + 1, start + 7);
  return (
    tags[5] === 0xe007f &&
    FLAGS.includes(
      String.fromCharCode(...tags.slice(0, 5).map(tag => tag & 0x7f)),
    )
  );
}
