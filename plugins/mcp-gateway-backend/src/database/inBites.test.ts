import fc from 'fast-check';
import { bitesOf, inBites } from './inBites';

describe('bitesOf', () => {
  it('has every item once, in order, so many at a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat()),
        fc.integer({ min: 1, max: 20 }),
        (items, size) => {
          const bites = [...bitesOf(items, size)];
          expect(bites.flat()).toEqual(items);
          expect(bites).toHaveLength(Math.ceil(items.length / size));
          for (const bite of bites.slice(0, -1)) {
            expect(bite).toHaveLength(size);
          }
        },
      ),
    );
  });
});

describe('inBites', () => {
  it('gives back what was made of each bite, in order', async () => {
    const sum = (bite: readonly number[]) => bite.reduce((a, b) => a + b, 0);
    expect(await inBites([1, 2, 3, 4, 5], 2, sum)).toEqual([3, 7, 5]);
    expect(await inBites([], 2, sum)).toEqual([]);
  });

  it('lets the event loop do something else between two bites', async () => {
    const seen: string[] = [];
    const others = (async () => {
      for (const name of ['a', 'b', 'c']) {
        await new Promise(resolve => setImmediate(resolve));
        seen.push(name);
      }
    })();
    await inBites([1, 2, 3], 1, ([item]) => seen.push(String(item)));
    await others;
    expect(seen).toHaveLength(6);
    // The first is done at once, each other one after somebody else's turn.
    expect(seen[0]).toBe('1');
    expect(seen.indexOf('a')).toBeLessThan(seen.indexOf('2'));
    expect(seen.indexOf('b')).toBeLessThan(seen.indexOf('3'));
  });

  it('stops at the bite that fails', async () => {
    const taken: number[] = [];
    const take = ([item]: readonly number[]) => {
      if (item === 2) throw new Error('bad');
      taken.push(item);
    };
    await expect(inBites([1, 2, 3], 1, take)).rejects.toThrow('bad');
    expect(taken).toEqual([1]);
  });
});
