let second = Number.NaN;
let prefix = '';

/**
 * A moment in milliseconds since the epoch as ISO 8601, like `toISOString`: many calls share their second, and to write one out costs as
 * much as a decision.
 */
export function isoTime(ms: number): string {
  const its = Math.floor(ms / 1000);
  if (its !== second) {
    prefix = new Date(its * 1000).toISOString().slice(0, -4);
    second = its;
  }
  return `${prefix}${String(ms - its * 1000).padStart(3, '0')}Z`;
}
