import fc from 'fast-check';
import { RISK_TIERS } from '../../model/mcpServerEntity';
import {
  facts,
  FLOOR,
  hoursLater,
  MEMBERS,
  no,
  ofRule,
  policy,
  yes,
} from '../__testUtils__/aCase';
import { APPROVAL_CHANGES } from '../changes/APPROVAL_CHANGES';
import { evaluateApproval } from './evaluateApproval';
import type { ApprovalInput, ApprovalReview } from './types';

const names = [...Object.keys(MEMBERS), 'r'];
const who = fc.constantFrom(...names);
const review = fc
  .record({
    by: who,
    onBehalfOf: fc.option(who, { nil: undefined, freq: 4 }),
    ticket: fc.constantFrom(undefined, 'SEC-1', 'x'),
    baseDigest: fc.constantFrom('sha256:base', 'sha256:base', 'sha256:older'),
  })
  .map(({ by, onBehalfOf, ticket, baseDigest }) =>
    yes(by, {
      ...{ ticket, baseDigest },
      ...(onBehalfOf && {
        onBehalfOf: `user:d/${onBehalfOf}`,
        memberOf: [
          `user:d/${by}`,
          ...(MEMBERS[by] ?? []),
          ...(MEMBERS[onBehalfOf] ?? []),
        ],
      }),
      // The one who asks is of every group.
      ...(by === 'r' && { memberOf: Object.values(MEMBERS).flat() }),
    }),
  );
const reviews = fc.array(fc.oneof(review, fc.constant(ofRule())), {
  maxLength: 6,
});
const need = fc.record({
  who: fc.constantFrom('reviewers', 'owner', 'data-owners', 'group:d/data'),
  count: fc.integer({ min: 1, max: 3 }),
});
const rule = fc.record({
  insteadOfReview: fc.boolean(),
  anyOf: fc
    .array(
      fc.record({
        by: fc.uniqueArray(need, {
          minLength: 1,
          maxLength: 2,
          selector: one => one.who,
        }),
        ticket: fc.constantFrom(undefined, 'SEC-[0-9]+'),
      }),
      { minLength: 1, maxLength: 2 },
    )
    .map(ways => ways.map((way, index) => ({ ...way, id: `w${index}` }))),
  when: fc.record({
    risk: fc.option(fc.subarray([...RISK_TIERS], { minLength: 1 }), {
      nil: undefined,
    }),
  }),
});
const input: fc.Arbitrary<ApprovalInput> = fc
  .record({
    reviews,
    policies: fc
      .array(rule, { maxLength: 3 })
      .map(rules => rules.map((one, index) => policy(one, `p${index}`))),
    risk: fc.constantFrom(...RISK_TIERS),
    floor: fc.constantFrom([], FLOOR),
    kinds: fc.subarray([...APPROVAL_CHANGES], { minLength: 1 }),
    dataOwners: fc.constantFrom(
      [],
      [{ system: 'system:d/s', owner: 'group:d/data' }],
      [{ system: 'system:d/s' }],
    ),
    hours: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ reviews: given, policies, kinds, hours, ...rest }) => ({
    reviews: given,
    policies,
    now: hoursLater(hours),
    facts: facts({ ...rest, changes: { kinds, sameSurface: false } }),
  }));

const decision = (at: ApprovalInput) => evaluateApproval(at).decision;
const with_ = (at: ApprovalInput, more: ApprovalReview[]): ApprovalInput => ({
  ...at,
  reviews: [...at.reviews, ...more],
});
function holds(property: (at: ApprovalInput) => boolean): () => void {
  return () => fc.assert(fc.property(input, property), { numRuns: 1500 });
}

describe('whatever policies say', () => {
  it('is decided the same in whatever order people came', () => {
    expect(
      holds(
        at =>
          decision(at) ===
          decision({ ...at, reviews: at.reviews.toReversed() }),
      ),
    ).not.toThrow();
  });

  it('the one who asked, and whoever acts for them, counts as nobody', () => {
    expect(
      holds(at => {
        const own = [
          yes('r', { memberOf: Object.values(MEMBERS).flat() }),
          yes('x', { onBehalfOf: 'user:d/r' }),
        ];
        // The second review of x may stand for themselves in the first; only the added ones are theirs for r.
        return decision(at) === decision(with_(at, own));
      }),
    ).not.toThrow();
  });

  it('a denial of anybody else wins', () => {
    expect(
      holds(at => decision(with_(at, [no('a')])) === 'denied'),
    ).not.toThrow();
  });

  it('saying yes twice says no more than once', () => {
    expect(
      holds(at => decision(at) === decision(with_(at, [...at.reviews]))),
    ).not.toThrow();
  });

  it('one more person never takes an approval away', () => {
    expect(
      holds(
        at =>
          decision(at) !== 'approved' ||
          ['a', 'o', 'd', 'z'].every(
            one => decision(with_(at, [yes(one)])) === 'approved',
          ),
      ),
    ).not.toThrow();
  });

  it('nothing is approved by nobody, and no takeover without a person of each side', () => {
    expect(
      holds(at => {
        if (decision(at) !== 'approved') return true;
        const counting = at.reviews.filter(
          one =>
            one.source === 'person' &&
            one.by !== 'user:d/r' &&
            one.onBehalfOf !== 'user:d/r' &&
            one.baseDigest === 'sha256:base',
        );
        const of = (group: string) =>
          counting.filter(({ memberOf }) => memberOf.includes(group));
        return at.facts.floor.length === 0
          ? counting.length > 0
          : of('group:d/owners').some(one =>
              of('group:d/security').some(
                other =>
                  one.by !== other.by &&
                  one.by !== other.onBehalfOf &&
                  one.onBehalfOf !== other.by &&
                  (one.onBehalfOf === undefined ||
                    one.onBehalfOf !== other.onBehalfOf),
              ),
            );
      }),
    ).not.toThrow();
  });

  it('a rule that asks for more never makes anything easier', () => {
    expect(() =>
      fc.assert(
        fc.property(input, rule, (at, more) => {
          const stricter = {
            ...at,
            policies: [
              ...at.policies,
              policy({ ...more, insteadOfReview: false }, 'more'),
            ],
          };
          return (
            decision(stricter) !== 'approved' || decision(at) === 'approved'
          );
        }),
        { numRuns: 1500 },
      ),
    ).not.toThrow();
  });

  it('so many are asked, so many different people are needed', () => {
    expect(() =>
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 4 }),
          fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 6 }),
          (count, people) => {
            const given = people.map(number =>
              yes(`n${number}`, { memberOf: ['group:d/security'] }),
            );
            const { decision: said } = evaluateApproval({
              facts: facts(),
              reviews: [...given, ...given],
              policies: [
                policy({
                  anyOf: [{ id: 'n', by: [{ who: 'reviewers', count }] }],
                }),
              ],
              now: hoursLater(1),
            });
            return (said === 'approved') === people.length >= count;
          },
        ),
      ),
    ).not.toThrow();
  });
});
