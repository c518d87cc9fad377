/** No whole number that a double keeps is longer, with its sign; and no fraction of so many characters is too small for one. */
const MAX_LENGTH = 310;
const NUMBER = /^-?\d+(\.\d+)?(?:[eE]([+-]?\d+))?$/;
/** As many decimal digits, and as high a power of ten, as every double keeps (IEEE 754 binary64). */
const SAFE_DIGITS = 15;
const SAFE_EXPONENT = 290;

const isDigit = (code: number) => code >= 48 && code <= 57;
/** A digit or `-`. */
const begins = (code: number) => isDigit(code) || code === 45;
/** Also `+`, `.`, `E` and `e`: after a number JSON has none of them. */
const goesOn = (code: number) =>
  begins(code) || code === 43 || code === 46 || code === 69 || code === 101;

/**
 * Whether every number of a JSON text is the same number after it was parsed and written again. Where one is not,
 * writing the message again would send something else than what came.
 *
 * @param json - valid JSON
 */
export function hasExactNumbers(json: Buffer | string): boolean {
  const text = json.toString();
  let from = 0;
  for (;;) {
    const string = text.indexOf('"', from);
    if (!areExact(text, from, string === -1 ? text.length : string))
      return false;
    if (string === -1) return true;
    from = endOfString(text, string + 1);
  }
}

/**
 * The numbers between two strings. They are found by hand, as ends of strings are: a regular expression remembers every character that it
 * passed, and gives up on a number of some megabytes, as it happens.
 */
function areExact(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    if (!begins(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    while (at < to && goesOn(text.charCodeAt(at))) at += 1;
    if (at - start > MAX_LENGTH || !isExact(text.slice(start, at))) {
      return false;
    }
  }
  return true;
}

/** Where the string ends that begins here. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start);
  while (quote !== -1) {
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

function isExact(token: string): boolean {
  const match = NUMBER.exec(token);
  if (!match) return false;
  const [, fraction, exponent] = match;
  if (fraction === undefined && exponent === undefined) {
    if (token.length <= SAFE_DIGITS) return true;
    const number = Number(token);
    return Number.isFinite(number) && BigInt(token) === BigInt(number);
  }
  const [mantissa] = token.toLocaleLowerCase('en-US').split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  return (
    digits.length <= SAFE_DIGITS &&
    Math.abs(Number(exponent ?? 0)) <= SAFE_EXPONENT
  );
}
