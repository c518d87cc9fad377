import { judgeTreeLicences, needsDenied } from './judgeTreeLicences';

describe('needsDenied', () => {
  it.each([
    ['MIT', false],
    ['AGPL-3.0-only', true],
    ['AGPL-3.0-or-later', true],
    ['AGPL-3.0+', true],
    ['MIT OR AGPL-3.0-only', false],
    ['MIT AND AGPL-3.0-only', true],
    ['(MIT OR AGPL-3.0-only) AND Apache-2.0', false],
    ['MIT AND (ISC OR AGPL-3.0-only) AND AGPL-3.0-only', true],
  ])('%s: %s', (expression, expected) => {
    expect(needsDenied(expression, ['AGPL-3.0-only'])).toBe(expected);
  });
});

describe('judgeTreeLicences', () => {
  const component = (name: string, licence?: string) => ({
    ...{ name, version: '1.0.0', ecosystem: 'npm' as const },
    ...(licence && { licence }),
  });

  it('has a finding for each licence that is not allowed, and one for all that nobody says', () => {
    const found = judgeTreeLicences(
      [
        component('fine', 'MIT OR GPL-3.0-only'),
        component('bad', 'GPL-3.0-only'),
        component('denied', 'ISC'),
        component('mute'),
        component('odd', 'see LICENSE'),
        component('mine', 'UNLICENSED'),
      ],
      { allowed: ['MIT', 'ISC'], denied: ['ISC'] },
    );
    expect(
      found.map(({ rule, level, location }) => [rule, level, location]),
    ).toEqual([
      ['licence-not-allowed', 'error', 'npm/bad@1.0.0'],
      ['licence-not-allowed', 'error', 'npm/denied@1.0.0'],
      ['licence-not-allowed', 'error', 'npm/mine@1.0.0'],
      ['licence-unknown', 'warning', 'licences'],
    ]);
    expect(found[3].message).toContain('Of 2 packages');
    expect(found[3].excerpt).toBe('mute 1.0.0, odd 1.0.0 (see LICENSE)');
  });
});
