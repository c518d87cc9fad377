import fc from 'fast-check';
import type { Decider } from '../../service/Caller';
import { type WeighedChange, weighEvidence } from './weighEvidence';

const NAMES = ['bob', 'carol', 'chris', 'dave', 'erin'];
const REVIEWERS = ['carol', 'chris', 'erin'];
const person = (name: string): Decider => ({
  userEntityRef: name,
  ownershipEntityRefs: [name],
  isApprover: REVIEWERS.includes(name),
});
const people = fc
  .subarray(NAMES, { maxLength: 4 })
  .map(names => names.map(person));
const changes = fc.array(
  fc.record({
    authors: people,
    reviewers: people,
    areAuthorsProved: fc.constantFrom(true, true, true, false),
  }),
  { maxLength: 4 },
);
const options = (needed: number) => ({
  needed,
  speaks: ({ isApprover }: Decider) => isApprover,
});
const refs = (them: readonly Decider[]) =>
  them.map(({ userEntityRef }) => userEntityRef);

describe('weighEvidence', () => {
  it('lets nobody decide about what they wrote some of, nor without enough reviewers of every change', () => {
    let decided = 0;
    fc.assert(
      fc.property(changes, fc.integer({ min: 1, max: 3 }), (given, needed) => {
        const weight = weighEvidence(given, options(needed));
        const authors = new Set(given.flatMap(it => refs(it.authors)));
        // Counted anew, by another way than the rule's own.
        const enough = given.map(
          it =>
            REVIEWERS.filter(
              name => refs(it.reviewers).includes(name) && !authors.has(name),
            ).length >= needed,
        );
        const common = REVIEWERS.filter(
          name =>
            !authors.has(name) &&
            given.every(it => refs(it.reviewers).includes(name)),
        );
        const isDecided =
          given.length > 0 &&
          given.every(it => it.areAuthorsProved) &&
          enough.every(Boolean) &&
          common.length > 0;
        expect('deciders' in weight).toBe(isDecided);
        decided += isDecided ? 1 : 0;
        expect(
          'deciders' in weight ? refs(weight.deciders).sort() : [],
        ).toEqual(isDecided ? common.sort() : []);
      }),
      { numRuns: 3000, seed: 64 },
    );
    expect(decided).toBeGreaterThan(100);
  });

  it.each([
    ['one of two merges is not reviewed', [['carol'], []], 'waits-reviewers'],
    [
      'each is reviewed by somebody else',
      [['carol'], ['chris']],
      'waits-reviewers',
    ],
    ['nobody is a reviewer of the portal', [['dave']], 'waits-reviewers'],
  ])('waits where %s', (_, reviewers, waits) => {
    const given: WeighedChange[] = reviewers.map(names => ({
      ...{ authors: [person('bob')], areAuthorsProved: true },
      reviewers: names.map(person),
    }));
    expect(weighEvidence(given, options(1))).toEqual({ waits });
  });
});
