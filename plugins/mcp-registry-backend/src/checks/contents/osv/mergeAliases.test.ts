import type { Vulnerability } from '../types';
import { mergeAliases } from './mergeAliases';

const one = (
  advisory: string,
  aliases: string[],
  more: Partial<Vulnerability> = {},
): Vulnerability => ({
  component: { ecosystem: 'npm', name: 'a', version: '1.0.0' },
  ...{ advisory, aliases, summary: advisory, severity: 'low' as const },
  ...{ isMalicious: false, isUnordered: false, fixedIn: [], source: 'ours' },
  ...more,
});

describe('mergeAliases', () => {
  it('makes one of what has a name in common, in any order, under the name that is known best', () => {
    const all = [
      one('CVE-1', [], { severity: 'critical', score: 9.1 }),
      one('GHSA-1', ['CVE-1'], { fixedIn: ['1.1.0'], severity: 'medium' }),
      one('OSV-1', ['CVE-1'], { isUnordered: true, severity: 'unknown' }),
    ];
    for (const list of [all, all.toReversed()]) {
      const [merged, ...others] = mergeAliases(list);
      expect(others).toEqual([]);
      expect(merged).toMatchObject({
        ...{ advisory: 'GHSA-1', severity: 'critical', score: 9.1 },
        ...{ fixedIn: ['1.1.0'], isUnordered: false },
      });
      expect(merged.aliases.toSorted()).toEqual(['CVE-1', 'OSV-1']);
    }
  });

  it('joins two that a third one connects', () => {
    const merged = mergeAliases([
      one('A', ['X']),
      one('B', ['Y']),
      one('C', ['X', 'Y'], { isMalicious: true }),
    ]);
    expect(merged).toMatchObject([{ advisory: 'A', isMalicious: true }]);
  });

  it('keeps apart what is of other packages or versions, or has no name in common', () => {
    const component = {
      ecosystem: 'npm' as const,
      name: 'a',
      version: '2.0.0',
    };
    const all = [one('A', ['X']), one('B', []), one('A', ['X'], { component })];
    expect(mergeAliases(all)).toEqual(all);
  });
});
