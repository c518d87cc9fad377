/**
 * Letters that look like ASCII ones: the part of Unicode's confusables.txt (UTS #39, version 16) that maps Cyrillic, Greek, Armenian,
 * Cherokee and small-capital letters to ASCII. Compatibility forms (full width, mathematical) are resolved by NFKC before.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'аαɑᴀ',
  b: 'ьЬᏏʙ',
  c: 'сϲᴄⅽ',
  d: 'ԁᏧᴅⅾ',
  e: 'еҽᴇ',
  f: 'ꜰẝ',
  g: 'ɡցɢ',
  h: 'һհʜ',
  i: 'іɩιıӏɪ',
  j: 'јϳᴊ',
  k: 'кκᴋ',
  l: 'ӏⅼʟ',
  m: 'мᴍⅿ',
  n: 'ոռɴ',
  o: 'оοօᴏσ',
  p: 'рρᴘ',
  q: 'ԛգ',
  r: 'гᴦʀ',
  s: 'ѕꜱʂ',
  t: 'тτᴛ',
  u: 'υսᴜ',
  v: 'ѵνᴠⅴ',
  w: 'ԝաᴡ',
  x: 'хχⅹ',
  y: 'уүγʏ',
  z: 'ᴢ',
  A: 'АΑᎪ',
  B: 'ВΒᏴ',
  C: 'СᏟ',
  D: 'ᎠᏓ',
  E: 'ЕΕᎬ',
  H: 'НΗᎻ',
  I: 'ІΙӀ',
  J: 'ЈᎫ',
  K: 'КΚᏦ',
  L: 'Ꮮ',
  M: 'МΜᎷ',
  N: 'Ν',
  O: 'ОΟ',
  P: 'РΡᏢ',
  R: 'ᏒᎡ',
  S: 'ЅᏚ',
  T: 'ТΤᎢ',
  V: 'ᏙѴ',
  W: 'ᎳԜ',
  X: 'ХΧ',
  Y: 'ΥҮ',
  Z: 'ΖᏃ',
  '-': '‐‑‒–—−﹘',
  _: '＿',
};

const TO_ASCII = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([ascii, letters]) =>
    Array.from(letters, letter => [letter, ascii] as const),
  ),
);

/** A name as it looks: confusable letters become the ASCII letters that they look like. */
export const appearance = (name: string): string =>
  Array.from(
    name.normalize('NFKC'),
    letter => TO_ASCII.get(letter) ?? letter,
  ).join('');

/** Whether a name has letters that look like ASCII ones and are others. */
export const hasConfusables = (name: string): boolean =>
  Array.from(name).some(letter => TO_ASCII.has(letter));

/** What is left of a name for whoever reads quickly: letters and figures, `1` and `l`, `0` and `o`, `rn` and `m` the same. */
export const skeleton = (name: string): string =>
  appearance(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('1', 'l')
    .replaceAll('0', 'o')
    .replaceAll('5', 's')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
