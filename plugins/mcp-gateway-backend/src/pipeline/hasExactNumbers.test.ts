import fc from 'fast-check';
import { hasExactNumbers } from './hasExactNumbers';

describe('hasExactNumbers', () => {
  it.each([
    '{"a":12345678901234567890}',
    '[9007199254740993]',
    '[1e400]',
    '[1e-400]',
    '[0.12345678901234567]',
  ])('finds what would change on the way: %s', json => {
    expect(hasExactNumbers(json)).toBe(false);
  });

  it.each([
    '{"12345678901234567890":"9007199254740993 \\" 1e400"}',
    '[0,-1,1.5,2e3,-0.001,9007199254740992,100000000000000000000]',
    '{}',
  ])('takes what stays the same: %s', json => {
    expect(hasExactNumbers(json)).toBe(true);
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
