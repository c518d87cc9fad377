import fc from 'fast-check';
import { toolEffect } from './toolEffect';

describe('toolEffect', () => {
  it.each([
    [{ readOnlyHint: true }, 'reads'],
    [{ readOnlyHint: true, destructiveHint: true }, 'reads'],
    [{ destructiveHint: false }, 'changes'],
    [{ readOnlyHint: false, destructiveHint: false }, 'changes'],
    [{ destructiveHint: true }, 'destroys'],
    [{}, 'destroys'],
    [undefined, 'destroys'],
    [{ readOnlyHint: 'true' }, 'destroys'],
  ])('of %j is %s', (annotations, effect) => {
    expect(toolEffect(annotations)).toBe(effect);
  });

  it('counts anything unclear as destructive', () => {
    expect(() =>
      fc.assert(
        fc.property(fc.anything(), annotations => {
          const hints = Object(annotations);
          return (
            hints.readOnlyHint === true ||
            hints.destructiveHint === false ||
            toolEffect(annotations) === 'destroys'
          );
        }),
      ),
    ).not.toThrow();
  });
});
