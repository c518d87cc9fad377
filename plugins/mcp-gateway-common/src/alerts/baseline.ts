/** A figure that is `times` the ordinary and beyond its own spread. */
export interface BaselineRule {
  /** Less than this is never unusual. */
  readonly floor: number;
  /** So many times what the busiest of twenty were. */
  readonly times: number;
  /** So many robust standard deviations of the logarithm above the median. */
  readonly spread: number;
  /** Fewer figures than these say nothing. */
  readonly least: number;
}

/**
 * From which figure on it is unusual beside earlier ones: by the median and the median of the distances from it, so that a few strange days
 * do not move it. `undefined`: too little is known.
 */
export function unusualFrom(
  earlier: readonly number[],
  rule: BaselineRule,
): number | undefined {
  if (earlier.length < rule.least) return undefined;
  const logs = earlier.map(figure => Math.log1p(figure));
  const middle = quantile(logs, 0.5);
  const distance = quantile(
    logs.map(log => Math.abs(log - middle)),
    0.5,
  );
  return Math.max(
    rule.floor,
    rule.times * quantile(earlier, 0.95),
    Math.expm1(middle + rule.spread * 1.4826 * distance),
  );
}

/** The figure below which a share of them lies. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Adds a figure and forgets the oldest beyond a bound. */
export function remember<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.splice(0, list.length - most);
}
