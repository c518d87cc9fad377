import { daysOf, periodOf, readDays } from './reportPeriods';

const NOW = new Date('2026-02-28T23:30:00Z');

describe('the days of a report', () => {
  it('are whole ones, in UTC', () => {
    expect(periodOf(daysOf('last30', NOW))).toEqual({
      from: '2026-01-30T00:00:00.000Z',
      to: '2026-03-01T00:00:00.000Z',
    });
    expect(daysOf('thisYear', NOW)).toEqual({
      first: '2026-01-01',
      last: '2026-02-28',
    });
    expect(daysOf('lastYear', NOW)).toEqual({
      first: '2025-01-01',
      last: '2025-12-31',
    });
  });

  it('are read from an address where they are some', () => {
    expect(readDays('2026-01-01', '2026-01-01')).toEqual({
      first: '2026-01-01',
      last: '2026-01-01',
    });
    for (const [first, last] of [
      ['2026-01-02', '2026-01-01'],
      ['2026-13-01', '2026-13-02'],
      ['yesterday', '2026-01-01'],
      [undefined, '2026-01-01'],
    ]) {
      expect(readDays(first, last)).toBeUndefined();
    }
  });
});
