import {
  ALERT_SEVERITIES,
  type AlertSeverity,
} from '@sallyport/backstage-plugin-mcp-gateway-common';

const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;

/** When people are not told of what is less bad. In UTC. */
export interface QuietPeriod {
  /** Minutes since midnight; where the end is not after the beginning, it is on the next day. */
  readonly from: number;
  readonly to: number;
  /** Days on which it begins, 0 is Sunday; absent: each. */
  readonly days?: readonly number[];
  readonly below: AlertSeverity;
}

/** When an alert is told: at once, or when the quiet periods are over that it falls into. */
export function dueAt(
  now: number,
  severity: AlertSeverity,
  periods: readonly QuietPeriod[],
): number {
  let due = now;
  // Periods may follow one another; a week of them is a configuration that never tells.
  for (let round = 0; round < 14; round += 1) {
    const end = endOfQuiet(due, severity, periods);
    if (end === undefined) return due;
    due = end;
  }
  return due;
}

function endOfQuiet(
  at: number,
  severity: AlertSeverity,
  periods: readonly QuietPeriod[],
): number | undefined {
  const midnight = Math.floor(at / DAY_MS) * DAY_MS;
  for (const { from, to, days, below } of periods) {
    if (rank(severity) >= rank(below)) continue;
    const length = to > from ? to - from : to - from + 24 * 60;
    for (const day of [midnight - DAY_MS, midnight]) {
      const begin = day + from * MINUTE_MS;
      const end = begin + length * MINUTE_MS;
      if (days && !days.includes(new Date(day).getUTCDay())) continue;
      if (at >= begin && at < end) return end;
    }
  }
  return undefined;
}

function rank(severity: AlertSeverity): number {
  return ALERT_SEVERITIES.indexOf(severity);
}
