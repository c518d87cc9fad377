const NUMBER = /-?\d+(\.\d+)?(?:[eE]([+-]?\d+))?/g;
/** No whole number that a double keeps is longer, with its sign. */
const MAX_LENGTH = 310;
/** As many decimal digits, and as high a power of ten, as every double keeps (IEEE 754 binary64). */
const SAFE_DIGITS = 15;
const SAFE_EXPONENT = 290;

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
    const between = text.slice(from, string === -1 ? undefined : string);
    for (const match of between.matchAll(NUMBER)) {
      const [token, fraction, exponent] = match;
      if (!isExact(token, fraction, exponent)) return false;
    }
    if (string === -1) return true;
    from = endOfString(text, string + 1);
  }
}

/**
 * Where the string ends that begins here. Not by a regular expression: one that knows escapes remembers every character
 * that it passed, and gives up on a string of some megabytes, as it happens.
 */
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

function isExact(token: string, fraction?: string, exponent?: string): boolean {
  if (fraction === undefined && exponent === undefined) {
    if (token.length <= SAFE_DIGITS) return true;
    const number = token.length <= MAX_LENGTH ? Number(token) : Infinity;
    return Number.isFinite(number) && BigInt(token) === BigInt(number);
  }
  const [mantissa] = token.toLocaleLowerCase('en-US').split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  return (
    digits.length <= SAFE_DIGITS &&
    Math.abs(Number(exponent ?? 0)) <= SAFE_EXPONENT
  );
}
