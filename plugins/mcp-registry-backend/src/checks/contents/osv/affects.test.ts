import type { Ecosystem } from '../types';
import { affects, type Affection } from './affects';
import type { OsvAffected } from './osvSchema';

type Event = OsvAffected['ranges'][number]['events'][number];

const range = (...events: Event[]): OsvAffected['ranges'] => [
  { type: 'ECOSYSTEM', events },
];
const about = (more: Partial<OsvAffected>) => ({
  ...{ ranges: [], versions: [] },
  ...more,
});

describe('affects', () => {
  const between = about({
    ranges: range({ introduced: '1.2.0' }, { fixed: '1.4.2' }),
  });
  const twice = about({
    ranges: range(
      { introduced: '2.0.0' },
      { fixed: '2.3.0' },
      { introduced: '0' },
      { fixed: '1.4.2' },
    ),
  });
  const upTo = about({
    ranges: range({ introduced: '0' }, { last_affected: '1.4.2' }),
  });
  const again = about({
    ranges: range(
      { introduced: '0' },
      { fixed: '1.0.0' },
      { introduced: '1.0.0' },
      { fixed: '1.1.0' },
    ),
  });
  const limited = about({
    ranges: range({ introduced: '1.0.0' }, { limit: '1.5.0' }),
  });

  it.each<[string, Partial<OsvAffected>, Ecosystem, string, Affection]>([
    ['before it came in', between, 'npm', '1.1.9', 'no'],
    ['a pre-release of where it came in', between, 'npm', '1.2.0-rc.1', 'no'],
    ['where it came in', between, 'npm', '1.2.0', 'yes'],
    ['by number and not by letter', between, 'npm', '1.3.10', 'yes'],
    ['the last before the fix', between, 'npm', '1.4.2-rc.1', 'yes'],
    ['where it is fixed', between, 'npm', '1.4.2', 'no'],
    ['build metadata orders nothing', between, 'npm', '1.4.2+again', 'no'],
    ['a second range, events in any order', twice, 'npm', '2.1.0', 'yes'],
    ['between two ranges', twice, 'npm', '1.9.0', 'no'],
    ['the first of two ranges', twice, 'npm', '0.0.1', 'yes'],
    ['the last that is affected', upTo, 'npm', '1.4.2', 'yes'],
    ['after the last that is affected', upTo, 'npm', '1.4.3', 'no'],
    ['fixed and broken again at once', again, 'npm', '1.0.0', 'yes'],
    ['below a limit', limited, 'npm', '1.4.0', 'yes'],
    ['at a limit', limited, 'npm', '1.5.0', 'no'],
    ['listed', about({ versions: ['3.0.0'] }), 'npm', '3.0.0', 'yes'],
    ['not listed', about({ versions: ['3.0.0'] }), 'npm', '3.0.1', 'no'],
    [
      'listed, and out of range',
      about({ versions: ['9.0.0'], ranges: between.ranges }),
      'npm',
      '9.0.0',
      'yes',
    ],
    ['no version at all: every one', about({}), 'npm', '1.0.0', 'yes'],
    [
      'commits alone say nothing of versions',
      about({ ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] }),
      'npm',
      '1.0.0',
      'unordered',
    ],
    ['no version of npm', between, 'npm', 'latest', 'unordered'],
    [
      'a range that cannot be read',
      about({ ranges: range({ introduced: '0' }, { fixed: 'soon' }) }),
      'npm',
      '1.0.0',
      'unordered',
    ],
    ['Python: post releases come after', between, 'PyPI', '1.4.2.post1', 'no'],
    [
      'Python: release candidates come before',
      between,
      'PyPI',
      '1.4.2rc1',
      'yes',
    ],
    ['Python: dev releases come first', between, 'PyPI', '1.2.0.dev3', 'no'],
    ['Python: epochs come before all', between, 'PyPI', '1!0.1', 'no'],
    [
      'Python: trailing zeros are nothing',
      about({ versions: ['1.0'] }),
      'PyPI',
      '1.0.0',
      'yes',
    ],
    [
      'Python: another spelling of a version',
      about({ versions: ['1.0rc1'] }),
      'PyPI',
      '1.0.0-RC.1',
      'yes',
    ],
  ])('%s', (_, said, ecosystem, version, expected) => {
    const { ranges = [], versions = [] } = said;
    expect(affects({ ranges, versions }, { ecosystem, version })).toBe(
      expected,
    );
  });
});
