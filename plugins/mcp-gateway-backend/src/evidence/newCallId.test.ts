import { validate, version } from 'uuid';
import { newCallId } from './newCallId';

describe('newCallId', () => {
  afterEach(() => jest.restoreAllMocks());

  const sequenceOf = (count: number) =>
    Array.from({ length: count }, newCallId);

  it('makes UUIDs of version 7 that say when', () => {
    // Later than any other test of this file has seen.
    const now = Date.now() + 1_000;
    jest.spyOn(Date, 'now').mockReturnValue(now);
    for (const id of sequenceOf(2_000)) {
      expect(validate(id)).toBe(true);
      expect(version(id)).toBe(7);
      expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now);
    }
  });

  it('makes ids that grow within a millisecond, over milliseconds and when the clock is set back', () => {
    const start = Date.now() + 2_000;
    const clock = jest.spyOn(Date, 'now');
    const ids = [start, start + 1, start + 2, start - 60_000].flatMap(now => {
      clock.mockReturnValue(now);
      return sequenceOf(2_000);
    });
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('makes ids that nobody can tell from those before', () => {
    const tails = sequenceOf(2_000).map(id => id.slice(-12));
    expect(new Set(tails).size).toBe(tails.length);
  });
});
