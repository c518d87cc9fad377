import fc from 'fast-check';
import { proposeReview } from './proposeReview';

const NOW = new Date('2026-11-29T10:00:00.000Z');
const OLD = '2026-08-01T10:00:00.000Z';
const NAMES = ['a', 'b', 'c', 'd'] as const;
const used = (...names: string[]) => ({
  known: true as const,
  since: OLD,
  tools: names.map(name => ({ name, lastUsedAt: OLD })),
  other: false,
});

describe('what a review proposes', () => {
  const all = { kind: 'all' as const };
  const common = { createdAt: OLD, approved: NAMES, now: NOW };

  it.each([
    ['unused access ends', used(), { answer: 'end', reason: 'nothing-used' }],
    [
      'some tools: those stay',
      used('a', 'c'),
      { answer: 'narrow', tools: ['a', 'c'], unused: ['b', 'd'] },
    ],
    ['all tools', used(...NAMES), { answer: 'keep', reason: 'all-used' }],
    [
      'a tool that is gone, and nothing else',
      used('gone'),
      { answer: 'keep', reason: 'other-use' },
    ],
    [
      'a resource beside a tool, which named tools would not cover',
      { ...used('a'), other: true },
      { answer: 'keep', reason: 'other-use' },
    ],
    ['nobody can say', { known: false as const }, { reason: 'use-not-known' }],
  ])('%s', (_, use, expected) => {
    expect(proposeReview({ ...common, tools: all, use })).toMatchObject(
      expected,
    );
  });

  it('says nothing about the use where it is not known', () => {
    const said = proposeReview({
      ...{ ...common, tools: all },
      use: { known: false },
    });
    expect(said).toEqual({ reason: 'use-not-known' });
  });

  it('lets new access be, though nobody used it yet', () => {
    const said = proposeReview({
      ...{ ...common, tools: all, use: used() },
      createdAt: '2026-11-28T10:00:00.000Z',
    });
    expect(said).toMatchObject({ answer: 'keep', reason: 'too-new' });
  });

  it('never proposes more than there is, and never loses a tool that was used', () => {
    const some = fc.subarray([...NAMES]);
    fc.assert(
      fc.property(
        fc.option(some, { nil: undefined }),
        some,
        fc.option(some, { nil: undefined }),
        (named, usedNames, approved) => {
          const tools = named ? { kind: 'named' as const, names: named } : all;
          const said = proposeReview({
            ...{ createdAt: OLD, now: NOW, tools },
            approved,
            use: used(...usedNames),
          });
          const covered = (named ?? approved ?? []).filter(
            name => !approved || approved.includes(name),
          );
          for (const name of said.tools ?? []) {
            expect(covered).toContain(name);
            expect(usedNames).toContain(name);
          }
          const kept = covered.filter(name => usedNames.includes(name));
          const isNarrow = said.answer === 'narrow';
          expect(isNarrow ? [...(said.tools ?? [])].sort() : []).toEqual(
            isNarrow ? [...kept].sort() : [],
          );
          expect(said.answer === 'end' && usedNames.length > 0).toBe(false);
        },
      ),
    );
  });
});
