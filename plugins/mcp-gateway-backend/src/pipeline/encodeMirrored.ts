/** What a header can carry as it is: visible ASCII with single spaces inside, and no look-alike of the sentinel. */
const PLAIN = /^(?!=\?)[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Writes a mirrored header (MCP 2026-07-28, SEP-2243): as it is, or in the Base64 sentinel where a header cannot carry it. */
export function encodeMirrored(value: string): string {
  return PLAIN.test(value)
    ? value
    : `=?base64?${Buffer.from(value).toString('base64')}?=`;
}
