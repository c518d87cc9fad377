import { originOf } from './originOf';

const OWNER = { owner: 'group:d/team', department: 'group:d/dep' };

it.each<[string[] | undefined, Parameters<typeof originOf>[1], unknown]>([
  [['user:d/a', 'group:d/team', 'group:d/dep'], OWNER, 'owner'],
  [['user:d/a', 'group:d/other', 'group:d/dep'], OWNER, 'department'],
  [['user:d/a', 'group:d/other'], OWNER, 'elsewhere'],
  [['user:d/a'], { owner: 'user:d/a', department: undefined }, 'owner'],
  [['user:d/a'], { owner: 'group:d/team', department: null }, 'elsewhere'],
  [['user:d/a'], { owner: 'group:d/team', department: undefined }, undefined],
  [undefined, OWNER, undefined],
])('%j of %j is %s', (groups, options, expected) => {
  expect(originOf(groups, options)).toBe(expected);
});
