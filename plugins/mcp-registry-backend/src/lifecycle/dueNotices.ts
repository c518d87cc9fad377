import type { EndOfLife } from './EndOfLife';

/** What people are told about the end of a server, in this order. */
export const NOTICE_KINDS = ['announced', 'week', 'day', 'retired'] as const;
/** See {@link NOTICE_KINDS}. */
export type NoticeKind = (typeof NOTICE_KINDS)[number];

const DAY_MS = 24 * 60 * 60 * 1000;
/** A reminder on the heels of the announcement would be no reminder. */
const SPARE_MS = DAY_MS;

/** What is to be told by a moment, sent or not. Reminders for whoever was told long before. */
export function dueNotices(endOfLife: EndOfLife, now: Date): NoticeKind[] {
  const { announcedAt, retireAt, retiredAt } = endOfLife;
  const announced = Date.parse(announcedAt);
  const due: NoticeKind[] = [];
  // Whoever hears that it is retired at once needs no announcement that it will be.
  if (!retiredAt || announced < Date.parse(retiredAt)) due.push('announced');
  const reminders = [
    ['week', 7 * DAY_MS],
    ['day', DAY_MS],
  ] as const;
  for (const [kind, before] of reminders) {
    const at = Date.parse(retireAt) - before;
    if (!retiredAt && at > announced + SPARE_MS && at <= now.getTime()) {
      due.push(kind);
    }
  }
  if (retiredAt) due.push('retired');
  return due;
}
