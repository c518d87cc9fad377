const DROPPED = 200;

/**
 * JSON that was cut off somewhere, closed: what is whole of it, as JSON. The end of a text that was cut goes back to the last space, so
 * that no half of a secret stays that nobody knows as one. `undefined`: it is something else. Pure.
 */
export function closeJson(text: string): string | undefined {
  const start = text.search(/\S/);
  if (start < 0 || !'{['.includes(text[start])) return undefined;
  const open: string[] = [];
  let whole = '';
  let before = '';
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (end === undefined) {
        const isValue =
          before === ':' || (open.at(-1) === ']' && before !== '');
        return isValue ? closed(cutString(text, at), '"', open) : whole;
      }
      at = end;
      continue;
    }
    if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']');
      whole = closed(text.slice(0, at + 1), '', open);
    } else if (character === '}' || character === ']') {
      if (open.pop() !== character) return undefined;
      if (open.length === 0) {
        const isAll = text.slice(at + 1).trim() === '';
        return isAll ? text.slice(0, at + 1) : undefined;
      }
      whole = closed(text.slice(0, at + 1), '', open);
    } else if (character === ',') {
      whole = closed(text.slice(0, at), '', open);
    }
    if ('{[:,'.includes(character)) before = character;
    at += 1;
  }
  return whole || undefined;
}

/** Behind the closing quote; `undefined`: there is none. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

/** A string without its last word, which may be half of one. */
function cutString(text: string, start: number): string {
  let end = text.length;
  const least = Math.max(start + 1, end - DROPPED);
  while (end > least && !/\s/.test(text[end - 1])) end -= 1;
  const kept = text.slice(0, end);
  // Half an escape, or half of a character.
  const [tail] = /\\*$/.exec(kept) ?? [''];
  const isOdd = tail.length % 2 === 1;
  return (isOdd ? kept.slice(0, -1) : kept)
    .replace(/(^|[^\\])((?:\\\\)*)\\u[0-9a-fA-F]{0,3}$/, '$1$2')
    .replace(/[\uD800-\uDBFF]$/, '');
}

function closed(text: string, quote: string, open: readonly string[]): string {
  return `${text}${quote}${open.toReversed().join('')}`;
}
