/** Control characters but for the line's end, and what is invisible or turns words around. */
const STEERING = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A text of others, for a terminal: nothing in it steers the terminal, or hides. */
export function plain(text: string): string {
  return text
    .split('\n')
    .map(line => line.replace(STEERING, ' '))
    .join('\n');
}
