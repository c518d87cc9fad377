/** Bytes as Kubernetes writes them: a plain number. */
export const bytes = (count: number): string => `${Math.ceil(count)}`;

/** Cores in thousandths, at least one. */
export const cores = (count: number): string =>
  `${Math.max(1, Math.round(count * 1000))}m`;

const UNITS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Reads a quantity of the API, such as `12500n` or `64Mi`. NaN where it is none. */
export function readQuantity(text: string): number {
  const found = /^([0-9.]+(?:[eE][+-]?[0-9]+)?)([A-Za-z]*)$/.exec(text);
  return found ? Number(found[1]) * (UNITS[found[2]] ?? NaN) : NaN;
}
