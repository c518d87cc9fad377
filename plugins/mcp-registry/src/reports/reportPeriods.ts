import type { ReportPeriod } from '../api/ReportApi';

/** Days of a report, both inclusive: `2026-11-29`. */
export interface ReportDays {
  first: string;
  last: string;
}

/** Times that people ask about. */
export const PRESETS = ['last30', 'last90', 'thisYear', 'lastYear'] as const;

/** See {@link PRESETS}. */
export type Preset = (typeof PRESETS)[number];

const DAY_MS = 24 * 60 * 60 * 1000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The days of a preset, in UTC as everything in a report is. */
export function daysOf(preset: Preset, now: Date): ReportDays {
  const year = now.getUTCFullYear();
  switch (preset) {
    case 'last30':
      return { first: daysAgo(30, now), last: dayOf(now) };
    case 'last90':
      return { first: daysAgo(90, now), last: dayOf(now) };
    case 'thisYear':
      return { first: `${year}-01-01`, last: dayOf(now) };
    case 'lastYear':
      return { first: `${year - 1}-01-01`, last: `${year - 1}-12-31` };
    default:
      throw new Error(`No such time: ${preset satisfies never}`);
  }
}

/** What the registry is asked for. */
export function periodOf(days: ReportDays): ReportPeriod {
  const end = new Date(`${days.last}T00:00:00Z`).getTime() + DAY_MS;
  return {
    from: `${days.first}T00:00:00.000Z`,
    to: new Date(end).toISOString(),
  };
}

/** Days as they stand in an address; `undefined` where they are none. */
export function readDays(
  first: string | undefined,
  last: string | undefined,
): ReportDays | undefined {
  return first && last && isDay(first) && isDay(last) && first <= last
    ? { first, last }
    : undefined;
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function daysAgo(days: number, now: Date): string {
  return dayOf(new Date(now.getTime() - (days - 1) * DAY_MS));
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
