import { findLimitProblem } from './findLimitProblem';

const person = { scope: 'person', calls: 10, perSeconds: 60 };

describe('findLimitProblem', () => {
  it.each([
    { rules: [] },
    { rules: [person, { ...person, perSeconds: 3600 }] },
    { rules: [person, { ...person, tool: 'echo' }] },
    { rules: [{ ...person, scope: 'tool', tool: 'echo' }] },
    { rules: [person], weights: { changes: 1, destroys: 100 } },
  ])('takes %j', limits => {
    expect(findLimitProblem(limits, ['echo'])).toBeUndefined();
  });

  it.each([
    undefined,
    {},
    { rules: 'all' },
    { rules: Array(21).fill(person) },
    { rules: [person], weights: { changes: 0, destroys: 1 } },
    { rules: [person], weights: { changes: 1, destroys: 101 } },
  ])('refuses %j', limits => {
    expect(findLimitProblem(limits, undefined)?.code).toBe('limits.invalid');
  });

  it.each([
    { ...person, calls: 0 },
    { ...person, calls: 1.5 },
    { ...person, calls: 1_000_001 },
    { ...person, perSeconds: 0 },
    { ...person, perSeconds: 86_401 },
    { ...person, scope: 'session' },
    { ...person, scope: 'tool' },
    { ...person, tool: '' },
  ])('names the rule that is wrong: %j', rule => {
    expect(findLimitProblem({ rules: [person, rule] }, ['echo'])).toEqual({
      code: 'limits.invalid',
      rule: 1,
    });
  });

  it('refuses the same limit twice', () => {
    expect(
      findLimitProblem({ rules: [person, { ...person, calls: 20 }] }, []),
    ).toEqual({ code: 'limits.duplicate', rule: 1 });
  });

  it('refuses a tool that the approved server has not, where its tools are known', () => {
    const limits = { rules: [{ ...person, tool: 'drop' }] };
    expect(findLimitProblem(limits, ['echo'])).toEqual({
      code: 'terms.tool-not-found',
      rule: 0,
    });
    expect(findLimitProblem(limits, undefined)).toBeUndefined();
  });
});
