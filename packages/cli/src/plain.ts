/** What could steer a terminal, or turn words around, in texts of others. */
// eslint-disable-next-line no-control-regex
const STEERING =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text of others, for a terminal. */
export function plain(text: string): string {
  return text.replace(STEERING, ' ');
}
