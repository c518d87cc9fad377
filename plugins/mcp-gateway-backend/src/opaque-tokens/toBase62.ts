const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A number in letters and digits alone, which a double click selects whole; padded to a fixed length. */
export function toBase62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; rest > 0n; rest /= 62n) {
    text = DIGITS[Number(rest % 62n)] + text;
  }
  return text.padStart(length, DIGITS[0]);
}
