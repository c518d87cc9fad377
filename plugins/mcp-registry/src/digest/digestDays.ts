import { daysOf, type ReportDays } from '../reports/reportPeriods';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Times that owners look back on. */
export const DIGEST_PRESETS = ['last7', 'last30', 'last90'] as const;
/** See {@link DIGEST_PRESETS}. */
export type DigestPreset = (typeof DIGEST_PRESETS)[number];

/** The days of a preset, in UTC. */
export function digestDaysOf(preset: DigestPreset, now: Date): ReportDays {
  if (preset !== 'last7') return daysOf(preset, now);
  return {
    first: new Date(now.getTime() - 6 * DAY_MS).toISOString().slice(0, 10),
    last: now.toISOString().slice(0, 10),
  };
}
