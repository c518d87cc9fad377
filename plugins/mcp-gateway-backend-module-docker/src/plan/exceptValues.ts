const BITS = 32;

/** One condition on an argument of a system call: its bits under `mask` are those of `value`. */
export interface MaskedValue {
  readonly mask: number;
  readonly value: number;
}

/**
 * All numbers of 32 bits but some, as conditions of which one has to hold. Profiles of containers have no way to say "none of
 * these", and a comparison of the whole register would be passed by with bits that the kernel does not look at.
 */
export function exceptValues(values: readonly number[]): MaskedValue[] {
  const found: MaskedValue[] = [];
  const split = (mask: number, value: number, bit: number) => {
    const inside = values.filter(one => (one & mask) >>> 0 === value);
    if (inside.length === 0) {
      found.push({ mask, value });
    } else if (bit >= 0) {
      const next = (mask | (1 << bit)) >>> 0;
      split(next, value, bit - 1);
      split(next, (value | (1 << bit)) >>> 0, bit - 1);
    }
  };
  split(0, 0, BITS - 1);
  return found;
}
