/** Strings are matched to be passed over: digits inside them are no numbers. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(\.\d+)?(?:[eE]([+-]?\d+))?/gs;
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
  for (const match of json.toString().matchAll(TOKEN)) {
    const [token, fraction, exponent] = match;
    if (!token.startsWith('"') && !isExact(token, fraction, exponent)) {
      return false;
    }
  }
  return true;
}

function isExact(token: string, fraction?: string, exponent?: string): boolean {
  if (fraction === undefined && exponent === undefined) {
    const isShort = token.length <= SAFE_DIGITS;
    return isShort || BigInt(token) === BigInt(Number(token));
  }
  const [mantissa] = token.toLocaleLowerCase('en-US').split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  return (
    digits.length <= SAFE_DIGITS &&
    Math.abs(Number(exponent ?? 0)) <= SAFE_EXPONENT
  );
}
