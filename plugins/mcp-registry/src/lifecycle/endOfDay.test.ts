import { endOfDay } from './endOfDay';
import { lastDay } from './lastDay';

const NOON = new Date(2026, 11, 24, 12).getTime();

describe('endOfDay', () => {
  it('is the next midnight where the person is', () => {
    expect(endOfDay('2026-12-24', NOON)).toBe(
      new Date(2026, 11, 25).toISOString(),
    );
    expect(endOfDay('2026-12-31', NOON)).toBe(
      new Date(2027, 0, 1).toISOString(),
    );
  });

  it('is shown as that day', () => {
    expect(lastDay(endOfDay('2026-12-31', NOON)!, 'en-GB', 'long')).toBe(
      '31 December 2026',
    );
  });

  it.each([undefined, '', 'tomorrow', '2026-12-23'])('is not %s', day => {
    expect(endOfDay(day, NOON)).toBeUndefined();
  });
});
