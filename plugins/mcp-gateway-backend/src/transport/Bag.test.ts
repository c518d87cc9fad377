import fc from 'fast-check';
import { Bag } from './Bag';

describe('Bag', () => {
  it('holds what a Set would hold', () => {
    const item = fc.integer({ min: 0, max: 9 });
    const step = fc.record({
      what: fc.constantFrom('add', 'delete' as const),
      item,
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const items = Array.from({ length: 10 }, (_, id) => ({ id }));
        const bag = new Bag<{ id: number }>();
        const set = new Set<{ id: number }>();
        for (const { what, item: index } of steps) {
          const each = items[index];
          const was = set.has(each);
          const said = what === 'add' ? bag.add(each) : bag.delete(each);
          set[what](each);
          expect(said).toBe(what === 'add' ? undefined : was);
          expect(bag.size).toBe(set.size);
          expect(new Set(bag)).toEqual(set);
        }
      }),
    );
  });
});
