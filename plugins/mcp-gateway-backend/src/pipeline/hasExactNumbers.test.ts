import fc from 'fast-check';
import { hasExactNumbers } from './hasExactNumbers';

describe('hasExactNumbers', () => {
  it.each([
    '{"a":12345678901234567890}',
    '[9007199254740993]',
    `[${'9'.repeat(309)}]`,
    '[1e400]',
    '[1e-400]',
    '[0.12345678901234567]',
    `[0.${'0'.repeat(400)}1]`,
  ])('finds what would change on the way: %s', json => {
    expect(hasExactNumbers(json)).toBe(false);
  });

  it.each([
    `[-${BigInt(Number.MAX_VALUE)}]`,
    '{"12345678901234567890":"9007199254740993 \\" 1e400"}',
    '[0,-1,1.5,2e3,-0.001,9007199254740992,100000000000000000000]',
    '{}',
  ])('takes what stays the same: %s', json => {
    expect(hasExactNumbers(json)).toBe(true);
  });

  it('reads what is very long, of whatever it is made', () => {
    const long = 8 * 1024 * 1024;
    for (const piece of ['x', '\n', '"', '\\']) {
      const text = JSON.stringify({ a: piece.repeat(long), b: 12 });
      expect(hasExactNumbers(text)).toBe(true);
      expect(hasExactNumbers(text.replace(/12\}$/, '1e400}'))).toBe(false);
    }
    expect(hasExactNumbers(`[${'1'.repeat(long)}]`)).toBe(false);
    expect(hasExactNumbers(`[0.${'1'.repeat(long)}]`)).toBe(false);
    expect(hasExactNumbers(`[1e${'0'.repeat(long)}1]`)).toBe(false);
    expect(hasExactNumbers(`[${'1,'.repeat(1024 * 1024)}1]`)).toBe(true);
  });

  it('tells a number from text as a parser does, wherever it stands', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('"', '\\', '1', '9', 'e', '.', '-', ',', ' '),
    });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostile, fc.maxSafeInteger())),
        fc.option(fc.constantFrom('1e400', '12345678901234567890')),
        (values, bad) => {
          const items = values.map(value => JSON.stringify(value));
          if (bad !== null) items.splice(items.length / 2, 0, bad);
          expect(hasExactNumbers(`[${items}]`)).toBe(bad === null);
        },
      ),
      { seed: 7 },
    );
  });

  it('takes every whole number that JavaScript itself writes', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), number => {
        expect(hasExactNumbers(JSON.stringify([number]))).toBe(true);
      }),
      { seed: 7 },
    );
  });
});
