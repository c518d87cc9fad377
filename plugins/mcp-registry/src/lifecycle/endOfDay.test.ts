import { endOfDay } from './endOfDay';

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

  it.each([undefined, '', 'tomorrow', '2026-12-23'])('is not %s', day => {
    expect(endOfDay(day, NOON)).toBeUndefined();
  });
});
