import { diffRevisions, widens } from '../../revision/diff/diffRevisions';
import { snapshotChanges } from '../../revision/diff/__testUtils__/snapshotChanges';
import type { RevisionSnapshot } from '../../revision/revisionSnapshot';
import {
  APPROVAL_CHANGES,
  type ApprovalChange,
  AUTOMATIC_CHANGES,
} from './APPROVAL_CHANGES';
import { classifyChanges } from './classifyChanges';

const both = snapshotChanges().flatMap(({ field, before, after }) => [
  { field, before, after },
  { field: `${field}, backwards`, before: after, after: before },
]);
const kindsOf = (before: RevisionSnapshot, after: RevisionSnapshot) =>
  classifyChanges({ snapshot: before }, { snapshot: after }).kinds;
const [{ before: whole }] = both;
const tool = (
  name: string,
  effect: 'reads' | 'changes' | 'destroys',
  letter = name,
) => ({
  name,
  effect,
  digest: `sha256:${letter.repeat(64)}`,
  annotationsDigest: `sha256:${'0'.repeat(64)}`,
});
const withTools = (...tools: ReturnType<typeof tool>[]): RevisionSnapshot => ({
  ...whole,
  toolSurface: { tools },
});

describe('classifyChanges', () => {
  it('says something of a change of every field', () => {
    const silent = both.filter(
      ({ before, after }) =>
        diffRevisions({ snapshot: before }, { snapshot: after }).length > 0 &&
        kindsOf(before, after).length === 0,
    );
    expect(silent.map(({ field }) => field)).toEqual([]);
    expect(both.length).toBeGreaterThan(80);
  });

  it('leaves no change that widens to a rule alone', () => {
    const open = both.filter(
      ({ before, after }) =>
        widens(diffRevisions({ snapshot: before }, { snapshot: after })) &&
        kindsOf(before, after).every(kind => AUTOMATIC_CHANGES.has(kind)),
    );
    expect(open.map(({ field }) => field)).toEqual([]);
  });

  it('calls a server new of which nothing is approved', () => {
    expect(classifyChanges(undefined, { snapshot: whole })).toEqual({
      kinds: ['new-server'],
      sameSurface: false,
    });
  });

  it.each<[string, RevisionSnapshot, RevisionSnapshot, ApprovalChange[]]>([
    [
      'a new tool that destroys',
      withTools(tool('a', 'reads')),
      withTools(tool('a', 'reads'), tool('b', 'destroys')),
      ['destructive-tool'],
    ],
    [
      'a new tool that reads',
      withTools(tool('a', 'reads')),
      withTools(tool('a', 'reads'), tool('b', 'reads')),
      ['new-tool'],
    ],
    [
      'a tool that destroys now',
      withTools(tool('a', 'reads')),
      withTools(tool('a', 'destroys')),
      ['destructive-tool', 'changed-tool'],
    ],
    [
      'a tool in other words',
      withTools(tool('a', 'reads')),
      withTools(tool('a', 'reads', 'c')),
      ['changed-tool'],
    ],
    [
      'a tool that is gone',
      withTools(tool('a', 'reads'), tool('b', 'changes')),
      withTools(tool('a', 'reads')),
      ['removed-tool'],
    ],
    [
      'tools that nobody knows any more',
      withTools(tool('a', 'reads')),
      { ...whole, toolSurface: null },
      ['destructive-tool'],
    ],
  ])('tells %s', (_what, before, after, kinds) => {
    expect(kindsOf(before, after)).toEqual(
      APPROVAL_CHANGES.filter(kind => kinds.includes(kind)),
    );
    expect(
      classifyChanges({ snapshot: before }, { snapshot: after }).sameSurface,
    ).toBe(false);
  });

  it('knows the same surface', () => {
    const before = withTools(tool('a', 'reads'));
    const after: RevisionSnapshot = { ...before, riskTier: 'critical' };
    expect(
      classifyChanges({ snapshot: before }, { snapshot: after }),
    ).toMatchObject({ sameSurface: true, kinds: ['risk-raised'] });
  });
});
