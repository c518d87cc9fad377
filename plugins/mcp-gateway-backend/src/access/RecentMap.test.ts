import fc from 'fast-check';
import { RecentMap } from './RecentMap';

describe('RecentMap', () => {
  it('has no more than it may, always what was used last, and never anything else than what was put in', () => {
    const step = fc.record({
      do: fc.constantFrom('set', 'get', 'has', 'delete'),
      key: fc.nat(20),
      value: fc.nat(),
    });
    const steps = fc.array(step, { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), steps, (max, all) => {
        const map = new RecentMap<number, number>({ max });
        const model = new Map<number, number>();
        const wrong: number[] = [];
        // The latest first.
        let used: number[] = [];
        const use = (key: number) => {
          used = [key, ...used.filter(other => other !== key)];
        };
        for (const { do: what, key, value } of all) {
          const known = map.has(key);
          if (what === 'set') {
            map.set(key, value);
            model.set(key, value);
            use(key);
          } else if (what === 'get') {
            if (map.get(key) !== (known ? model.get(key) : undefined)) {
              wrong.push(key);
            }
            if (known) use(key);
          } else if (what === 'delete') {
            map.delete(key);
            model.delete(key);
            used = used.filter(other => other !== key);
          }
          const there = map.entries();
          expect(there.length).toBeLessThanOrEqual(max);
          expect(new Set(there.map(([one]) => one)).size).toBe(there.length);
          const certain = used.slice(0, Math.floor(max / 2));
          expect(certain.filter(one => !map.has(one))).toEqual([]);
        }
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('lists what came last first', () => {
    const map = new RecentMap<string, number>({ max: 4 });
    for (const key of ['a', 'b', 'c']) map.set(key, 1);
    map.get('a');
    expect(map.entries().map(([key]) => key)).toEqual(['a', 'c', 'b']);
  });
});
