import { delegationOf } from './delegationOf';

/** Each acts by what the next one gave it. */
const nested = (depth: number): object =>
  depth === 1
    ? { sub: 'actor-1' }
    : { sub: `actor-${depth}`, act: nested(depth - 1) };

describe('delegationOf', () => {
  it('is nothing where nobody acts', () => {
    expect(delegationOf({ sub: 'alice' })).toBeUndefined();
  });

  it('is the whole chain, the nearest first', () => {
    const act = { sub: 'planner', iss: 'https://a', act: { sub: 'desk' } };
    expect(delegationOf({ act })).toEqual({
      chain: [{ sub: 'planner', iss: 'https://a' }, { sub: 'desk' }],
    });
  });

  it('has ten of a longer one, and how many more there are', () => {
    const found = delegationOf({ act: nested(2_000) });
    expect(found?.chain).toHaveLength(10);
    expect(found?.chain[0]).toEqual({ sub: 'actor-2000' });
    expect(found?.omitted).toBe(1_990);
    expect(delegationOf({ act: nested(10) })?.omitted).toBeUndefined();
  });

  it.each([
    ['a text', 'planner', 0],
    ['nothing', null, 0],
    ['nobody', { client_id: 'x' }, 0],
    ['no text', { sub: 7 }, 0],
    ['an empty name', { sub: '' }, 0],
    ['a list', [{ sub: 'x' }], 0],
    ['somebody, and then nobody', { sub: 'planner', act: {} }, 1],
  ])('says so where it names %s', (_, act, known) => {
    const found = delegationOf({ act });
    expect(found?.malformed).toBe(true);
    expect(found?.chain).toHaveLength(known);
  });
});
