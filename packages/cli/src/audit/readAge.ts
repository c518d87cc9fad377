import { InvalidArgumentError } from 'commander';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90m`, `2h`, `1d` in milliseconds. */
export function readAge(text: string): number {
  const [, digits, unit] = /^([1-9][0-9]{0,5})([mhd])$/.exec(text) ?? [];
  if (!digits) {
    throw new InvalidArgumentError('Such as 90m, 2h or 1d.');
  }
  return Number(digits) * UNITS[unit as keyof typeof UNITS];
}
