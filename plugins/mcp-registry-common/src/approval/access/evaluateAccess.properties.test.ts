import fc from 'fast-check';
import { RISK_TIERS } from '../../model/mcpServerEntity';
import { hoursLater, MEMBERS, no, ofRule, yes } from '../__testUtils__/aCase';
import { accessFacts, accessPolicy } from './__testUtils__/anAccessCase';
import {
  ACCESS_EFFECTS,
  ACCESS_KINDS,
  ACCESS_ORIGINS,
  ACCESS_SUBJECTS,
} from './accessPolicySchema';
import { evaluateAccess } from './evaluateAccess';
import type { AccessFacts, AccessInput } from './types';

const CLASSES = ['public', 'internal', 'confidential', 'restricted'] as const;
const some = <T>(of: readonly T[]) =>
  fc.option(fc.subarray([...of], { minLength: 1 }), { nil: undefined });
const GROUPS = ['group:d/web', 'group:d/guests'];

interface Way {
  by: { who: string; count: number }[];
}
const way = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constant<Way>({ by: [{ who: 'rule', count: 1 }] }),
  },
  {
    weight: 3,
    arbitrary: fc.record<Way>({
      by: fc.uniqueArray(
        fc.record({
          who: fc.constantFrom('owner', 'reviewers', 'data-owners', 'rule'),
          count: fc.constant(1),
        }),
        { minLength: 1, maxLength: 2, selector: one => one.who },
      ),
    }),
  },
);
const rule = fc.record({
  insteadOfOwner: fc.boolean(),
  freshSignIn: fc.boolean(),
  maxDays: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  anyOf: fc
    .array(way, { minLength: 1, maxLength: 2 })
    .map(ways => ways.map((one, index) => ({ ...one, id: `w${index}` }))),
  when: fc.record({
    risk: some(RISK_TIERS),
    dataClassification: some(CLASSES),
    effects: some(ACCESS_EFFECTS),
    onlyEffects: some(ACCESS_EFFECTS),
    from: some(ACCESS_ORIGINS),
    memberOf: some(GROUPS),
    kinds: some(ACCESS_KINDS),
    for: some(ACCESS_SUBJECTS),
  }),
});
const facts = fc
  .record({
    risk: fc.constantFrom(...RISK_TIERS),
    atLeast: fc.constantFrom(...CLASSES),
    selection: fc.constantFrom('all' as const, 'named' as const),
    effects: fc.subarray([...ACCESS_EFFECTS]),
    kind: fc.constantFrom(...ACCESS_KINDS),
    for: fc.constantFrom(...ACCESS_SUBJECTS),
    from: fc.constantFrom(...ACCESS_ORIGINS),
    requesterGroups: fc.subarray(GROUPS),
    subjectGroups: fc.subarray(GROUPS),
    isOwnersOwn: fc.boolean(),
    noRule: fc.constantFrom(undefined, undefined, 'refused-before' as const),
    dataOwners: fc.constantFrom([], [{ system: 's', owner: 'group:d/data' }]),
  })
  .map(({ atLeast, selection, effects, ...rest }) =>
    accessFacts({
      ...rest,
      dataClassification: { atLeast, mayBeMore: false },
      tools: { selection, effects, names: ['read'], areKnown: true },
    }),
  );
const names = [...Object.keys(MEMBERS), 'r'];
const review = fc
  .record({ who: fc.constantFrom(...names), isFresh: fc.boolean() })
  .map(({ who, isFresh }) =>
    yes(who, {
      ...(isFresh && { signedInAt: '2026-11-29T08:30:00.000Z' }),
      ...(who === 'r' && { memberOf: Object.values(MEMBERS).flat() }),
    }),
  );
const input: fc.Arbitrary<AccessInput> = fc.record({
  facts,
  reviews: fc.array(review, { maxLength: 4 }),
  policies: fc
    .array(rule, { maxLength: 3 })
    .map(rules => rules.map((one, index) => accessPolicy(one, `p${index}`))),
  now: fc.constant(hoursLater(1)),
});

/** With the reviews of all rules that would approve by themselves. */
function signed(at: AccessInput) {
  const { automatic } = evaluateAccess(at);
  return evaluateAccess({
    ...at,
    reviews: [
      ...at.reviews,
      ...automatic.map(one =>
        ofRule({ by: `policy:${one.policy}/${one.rule}`, rule: one }),
      ),
    ],
  });
}
function holds(property: (at: AccessInput) => boolean): () => void {
  return () => fc.assert(fc.property(input, property), { numRuns: 2000 });
}

describe('whatever policies about access say', () => {
  it('a denial of anybody but who asks wins', () => {
    expect(
      holds(
        at =>
          signed({ ...at, reviews: [...at.reviews, no('o')] }).decision ===
          'denied',
      ),
    ).not.toThrow();
  });

  it('one more rule that does not stand in the owner’s place never makes anything easier', () => {
    expect(() =>
      fc.assert(
        fc.property(input, rule, (at, more) => {
          const stricter = signed({
            ...at,
            policies: [
              ...at.policies,
              accessPolicy({ ...more, insteadOfOwner: false }, 'more'),
            ],
          });
          const before = signed(at);
          return (
            (stricter.decision !== 'approved' ||
              before.decision === 'approved') &&
            (stricter.maxDays ?? 366) <= (before.maxDays ?? 366) &&
            (stricter.needsFreshSignIn || !before.needsFreshSignIn)
          );
        }),
        { numRuns: 2000 },
      ),
    ).not.toThrow();
  });

  it('what is not known makes nothing easier than anything that it could be', () => {
    const HIDING: ((known: AccessFacts) => Partial<AccessFacts>)[] = [
      () => ({ from: undefined }),
      () => ({ requesterGroups: undefined }),
      () => ({ subjectGroups: undefined }),
      ({ dataClassification }) => ({
        dataClassification: { ...dataClassification, mayBeMore: true },
      }),
      () => ({
        dataClassification: { atLeast: 'public', mayBeMore: true },
      }),
      ({ tools }) => ({ tools: { ...tools, areKnown: false } }),
      ({ tools }) => ({ tools: { ...tools, effects: [], areKnown: false } }),
    ];
    expect(() =>
      fc.assert(
        fc.property(input, fc.constantFrom(...HIDING), (at, hide) => {
          const hidden = signed({
            ...at,
            facts: { ...at.facts, ...hide(at.facts) },
          });
          const known = signed(at);
          return (
            (hidden.decision !== 'approved' || known.decision === 'approved') &&
            (hidden.maxDays ?? 366) <= (known.maxDays ?? 366)
          );
        }),
        { numRuns: 4000 },
      ),
    ).not.toThrow();
  });

  it('no rule approves by itself where something keeps all of them from it', () => {
    expect(
      holds(at =>
        (['other-tool', 'refused-before', 'extends-rule'] as const).every(
          noRule => {
            const barred = { ...at, facts: { ...at.facts, noRule } };
            const state = signed(barred);
            const hasPerson = at.reviews.some(({ by }) => by !== 'user:d/r');
            return (
              evaluateAccess(barred).automatic.length === 0 &&
              (state.decision !== 'approved' || hasPerson)
            );
          },
        ),
      ),
    ).not.toThrow();
  });

  it('who asks decides nothing', () => {
    expect(
      holds(at => {
        const own = yes('r', { memberOf: Object.values(MEMBERS).flat() });
        return (
          signed(at).decision ===
          signed({ ...at, reviews: [...at.reviews, own, no('r')] }).decision
        );
      }),
    ).not.toThrow();
  });
});
