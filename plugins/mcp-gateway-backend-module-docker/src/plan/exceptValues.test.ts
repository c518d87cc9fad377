import fc from 'fast-check';
import { exceptValues } from './exceptValues';

const word = fc.integer({ min: 0, max: 0xffffffff });

describe('exceptValues', () => {
  it('holds for every number but those', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.array(word),
        (values, others) => {
          const conditions = exceptValues(values);
          const holds = (number: number) =>
            conditions.some(
              ({ mask, value }) => (number & mask) >>> 0 === value,
            );
          expect(values.some(holds)).toBe(false);
          // The neighbours of those are the ones that a wrong bit would take along.
          const near = values.flatMap(value =>
            Array.from({ length: 32 }, (_, bit) => (value ^ (1 << bit)) >>> 0),
          );
          for (const number of [...others, ...near]) {
            expect(holds(number)).toBe(!values.includes(number));
          }
        },
      ),
    );
  });

  it('needs about as many conditions as a number has bits', () => {
    expect(exceptValues([4])).toHaveLength(32);
    expect(exceptValues([])).toEqual([{ mask: 0, value: 0 }]);
  });
});
