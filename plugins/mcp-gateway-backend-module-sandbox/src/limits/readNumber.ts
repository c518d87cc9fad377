import { readFileSync } from 'node:fs';

/** A number that the kernel shows in a file; of several the one after `key`. Undefined where there is none. */
export function readNumber(path: string, key?: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
  const found = key
    ? text
        .split('\n')
        .find(line => line.startsWith(`${key} `))
        ?.slice(key.length)
    : text;
  const number = found === undefined ? NaN : Number(found.trim() || NaN);
  return Number.isFinite(number) ? number : undefined;
}
