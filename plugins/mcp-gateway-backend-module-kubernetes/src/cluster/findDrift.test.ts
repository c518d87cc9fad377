import * as fc from 'fast-check';
import { findDrift } from './findDrift';

describe('findDrift', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['nothing', { a: 1, b: [{ c: 'x' }] }, { a: 1, b: [{ c: 'x' }] }, []],
    ['what others add', { a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, []],
    ['a changed value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b']],
    ['a missing one', { a: { b: 1 } }, {}, ['a.b']],
    ['a longer list', { a: [1] }, { a: [1, 2] }, ['a']],
    [
      'something where nothing must be',
      { a: { egress: [], b: {} } },
      { a: { egress: [{}], b: { c: 1 } } },
      ['a.egress', 'a.b'],
    ],
    ['nothing, left out', { a: { egress: [], b: {} } }, { a: {} }, []],
    [
      'a quantity, written otherwise',
      { cpu: '16000m', memory: `${2 ** 35}` },
      { cpu: '16', memory: '32Gi' },
      [],
    ],
    ['another quantity', { cpu: '500m' }, { cpu: '501m' }, ['cpu']],
    ['false, left out', { a: false }, {}, []],
    ['a text without a letter, left out', { a: '' }, {}, []],
  ])('finds %s', (_, wanted, live, found) => {
    expect(findDrift(wanted, live)).toEqual(found);
  });

  it('finds nothing in what is as it must be, and something in what is not', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(
      fc.property(object, value => {
        expect(findDrift(value, structuredClone(value))).toEqual([]);
        const [key] = Object.keys(value);
        if (value[key] === 'somebody else') return;
        const live = { ...value, [key]: 'somebody else' };
        expect(findDrift(value, live)).toEqual([expect.any(String)]);
      }),
    );
  });
});
