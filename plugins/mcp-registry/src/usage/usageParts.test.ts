import { comparedTimes } from './comparedTimes';
import { heatGrid } from './heatGrid';
import { numbersOf } from './numbers';
import { readRange, timesOf } from './ranges';
import { toCsv } from './toCsv';

describe('heatGrid', () => {
  it('moves hours into a time zone, over the end of the week too', () => {
    const heat = [{ weekday: 6, hour: 23, calls: 4 }];
    expect(heatGrid(heat, 0)[6][23]).toBe(4);
    expect(heatGrid(heat, 120)[0][1]).toBe(4);
    expect(heatGrid([{ weekday: 0, hour: 1, calls: 4 }], -120)[6][23]).toBe(4);
  });
});

describe('comparedTimes', () => {
  it('takes the same time on both sides, at most two weeks, without the hour of the decision', () => {
    const found = comparedTimes(
      '2026-11-10T10:20:00Z',
      Date.parse('2026-11-12T11:30:00Z'),
    );
    expect(found).toEqual({
      before: {
        since: '2026-11-08T10:00:00.000Z',
        until: '2026-11-10T10:00:00.000Z',
      },
      after: {
        since: '2026-11-10T11:00:00.000Z',
        until: '2026-11-12T11:00:00.000Z',
      },
      days: 2,
    });
    const long = comparedTimes(
      '2026-01-01T00:00:00Z',
      Date.parse('2026-11-01'),
    );
    expect(long?.days).toBe(14);
  });

  it('compares nothing before an hour has passed', () => {
    expect(
      comparedTimes('2026-11-10T10:20:00Z', Date.parse('2026-11-10T11:10:00Z')),
    ).toBeUndefined();
  });
});

describe('toCsv', () => {
  it('quotes, and takes the force from formulas', () => {
    expect(
      toCsv([
        ['a', 'b'],
        ['x,"y"\n', -1],
        ['=1+1', '@x'],
        ['-2', '+3'],
      ]),
    ).toBe(`a,b\r\n"x,""y""\n",-1\r\n'=1+1,'@x\r\n'-2,'+3\r\n`);
  });
});

describe('ranges', () => {
  it('takes what it does not know for the usual one', () => {
    expect(readRange('lastDay')).toBe('lastDay');
    expect(readRange('toString')).toBe('lastMonth');
    expect(readRange(undefined)).toBe('lastMonth');
  });

  it('ends with the hour that is', () => {
    expect(timesOf('lastDay', Date.parse('2026-11-23T10:20:00Z'))).toEqual({
      since: '2026-11-22T11:00:00.000Z',
      until: '2026-11-23T11:00:00.000Z',
    });
  });
});

describe('numbers', () => {
  it('writes small money exactly enough', () => {
    const numbers = numbersOf('en');
    expect(numbers.money(0.0012, 'EUR')).toBe('€0.0012');
    expect(numbers.money(12.5, 'EUR')).toBe('€12.50');
    expect(numbers.bytes(0)).toBe('0 byte');
    expect(numbers.bytes(2_500_000)).toBe('2.5 MB');
  });
});
