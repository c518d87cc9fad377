import fc from 'fast-check';
import { coverDays, type DayRange, daysAfter, mondayOf } from './coverDays';

const FIRST = '2026-01-01';
const aDay = fc.nat(400).map(count => daysAfter(FIRST, count));
const daysOf = ({ since, until }: DayRange) => {
  const days = [];
  for (let day = since; day < until; day = daysAfter(day, 1)) days.push(day);
  return days;
};

describe('coverDays', () => {
  it('reads each day once, and of summaries those that are there', () => {
    fc.assert(
      fc.property(
        aDay,
        fc.nat(120),
        fc.uniqueArray(aDay, { maxLength: 400 }),
        fc.uniqueArray(aDay.map(mondayOf), { maxLength: 60 }),
        (since, length, days, weeks) => {
          const range = { since, until: daysAfter(since, length) };
          const summarised = { days: new Set(days), weeks: new Set(weeks) };
          const cover = coverDays(range, summarised);
          const read = [
            ...cover.weeks.flatMap(week =>
              daysOf({ since: week, until: daysAfter(week, 7) }),
            ),
            ...cover.days,
            ...cover.open.flatMap(daysOf),
          ];
          expect(read.sort()).toEqual(daysOf(range));
          expect(cover.weeks.every(week => summarised.weeks.has(week))).toBe(
            true,
          );
          expect(cover.days.every(day => summarised.days.has(day))).toBe(true);
          expect(
            cover.open.flatMap(daysOf).some(day => summarised.days.has(day)),
          ).toBe(false);
        },
      ),
    );
  });

  it('takes whole weeks where it can', () => {
    const all = daysOf({ since: '2026-11-01', until: '2026-11-29' });
    expect(
      coverDays(
        { since: '2026-11-07', until: '2026-11-30' },
        {
          days: new Set(all),
          weeks: new Set(['2026-11-02', '2026-11-09', '2026-11-16']),
        },
      ),
    ).toEqual({
      weeks: ['2026-11-09', '2026-11-16'],
      days: [
        ...['2026-11-07', '2026-11-08'],
        ...daysOf({ since: '2026-11-23', until: '2026-11-29' }),
      ],
      open: [{ since: '2026-11-29', until: '2026-11-30' }],
    });
  });

  it('knows Mondays', () => {
    expect(mondayOf('2026-11-29')).toBe('2026-11-23');
    expect(mondayOf('2026-11-23')).toBe('2026-11-23');
  });
});
