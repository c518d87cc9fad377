import fc from 'fast-check';
import { isoTime } from './isoTime';

it('writes whole milliseconds as toISOString does, in whatever order they come', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.integer({ min: -62_000_000_000_000, max: 253_000_000_000_000 }),
      ),
      moments => {
        const near = moments.flatMap(ms => [ms, ms + 1, ms - 1, ms + 999]);
        for (const ms of near) {
          expect(isoTime(ms)).toBe(new Date(ms).toISOString());
        }
      },
    ),
  );
});
