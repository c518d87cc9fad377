const DAY_MS = 24 * 60 * 60 * 1000;

/** Whole days: ISO 8601 dates of UTC, the last not itself. */
export interface DayRange {
  since: string;
  until: string;
}

/** Days, and weeks by their Monday, of which there are summaries. */
export interface SummarisedDays {
  days: ReadonlySet<string>;
  weeks: ReadonlySet<string>;
}

/** What is to be read, so that each day is read once. */
export interface DayCover {
  weeks: string[];
  days: string[];
  /** Of these there is no summary yet. */
  open: DayRange[];
}

/** Covers a time by as few summaries as there are for it. */
export function coverDays(
  { since, until }: DayRange,
  summarised: SummarisedDays,
): DayCover {
  const cover: DayCover = { weeks: [], days: [], open: [] };
  let day = since;
  while (day < until) {
    const isWeek = summarised.weeks.has(day) && daysAfter(day, 7) <= until;
    const next = daysAfter(day, isWeek ? 7 : 1);
    if (isWeek) cover.weeks.push(day);
    else if (summarised.days.has(day)) cover.days.push(day);
    else addOpen(cover.open, day, next);
    day = next;
  }
  return cover;
}

/** The date so many days later. */
export function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of a date's week. */
export function mondayOf(day: string): string {
  return daysAfter(day, -((new Date(day).getUTCDay() + 6) % 7));
}

function addOpen(open: DayRange[], since: string, until: string) {
  const last = open.at(-1);
  if (last?.until === since) last.until = until;
  else open.push({ since, until });
}
