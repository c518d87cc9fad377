import { lastDay } from '../lifecycle/lastDay';

/**
 * Until when something holds that ends at a moment: the last day where that is midnight for the person, with the time of day where it is
 * not.
 */
export function untilWords(
  at: string,
  language: string,
): { isDay: boolean; text: string } {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return { isDay: false, text: at };
  const isDay = moment.getHours() === 0 && moment.getMinutes() === 0;
  const text = isDay
    ? lastDay(at, language, 'long')
    : moment.toLocaleString(language, {
        dateStyle: 'long',
        timeStyle: 'short',
      });
  return { isDay, text };
}
