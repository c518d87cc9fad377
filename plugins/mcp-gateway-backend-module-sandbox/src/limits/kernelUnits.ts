import { readFileSync } from 'node:fs';

const [PAGE_SIZE, CLOCK_TICKS] = [6n, 17n];

let known: { pageBytes: number; ticks: number } | undefined;

/** What the kernel counts memory and time in, as it told this process when it began (`getauxval(3)`). */
export function kernelUnits(): { pageBytes: number; ticks: number } {
  if (!known) {
    const vector = readFileSync('/proc/self/auxv');
    const values = new Map<bigint, number>();
    for (let at = 0; at + 16 <= vector.length; at += 16) {
      values.set(
        vector.readBigUInt64LE(at),
        Number(vector.readBigUInt64LE(at + 8)),
      );
    }
    known = {
      pageBytes: values.get(PAGE_SIZE) ?? 4096,
      ticks: values.get(CLOCK_TICKS) ?? 100,
    };
  }
  return known;
}
