import { hoursLater, no, ofRule, yes } from '../__testUtils__/aCase';
import type { ApprovalReview } from '../evaluate/types';
import { accessFacts, accessPolicy, QUICK } from './__testUtils__/anAccessCase';
import type { AccessPolicyVersion } from './accessPolicySchema';
import { evaluateAccess } from './evaluateAccess';
import type { AccessFacts } from './types';

const stands = (
  over: Partial<AccessFacts>,
  options: {
    reviews?: ApprovalReview[];
    policies?: AccessPolicyVersion[];
    hours?: number;
  } = {},
) =>
  evaluateAccess({
    facts: accessFacts(over),
    reviews: options.reviews ?? [],
    policies: options.policies ?? [],
    now: hoursLater(options.hours ?? 1),
  });
const rulesOf = (...args: Parameters<typeof stands>) =>
  stands(...args).rules.map(({ policy, rule }) => `${policy}/${rule}`);

describe('without a policy', () => {
  it('the owner decides, and nobody of the review team', () => {
    expect(rulesOf({})).toEqual(['sallyport/owner']);
    expect(stands({}, { reviews: [yes('o')] }).decision).toBe('approved');
    expect(stands({}, { reviews: [yes('a')] }).decision).toBe('open');
  });

  it('the review team may decide where somebody of the owner asks', () => {
    const own = { isOwnersOwn: true };
    expect(stands(own, { reviews: [yes('a')] }).decision).toBe('approved');
    expect(stands(own, { reviews: [yes('o')] }).decision).toBe('approved');
  });

  it('neither who asks nor who gets it counts, themselves or by somebody else', () => {
    const facts = { requester: 'user:d/o', beneficiary: 'user:d/p' };
    for (const own of [
      yes('o'),
      yes('p'),
      yes('x', { onBehalfOf: 'user:d/p' }),
      yes('x', { accounts: ['user:d/o'] }),
      no('o'),
      no('p'),
    ]) {
      expect(stands(facts, { reviews: [own] }).decision).toBe('open');
    }
    expect(stands(facts, { reviews: [yes('x')] }).decision).toBe('approved');
  });
});

/** What each fact does to the rule that approves by itself: `itself` alone is decided by no person. */
const tools = (over: Partial<AccessFacts['tools']>) => ({
  tools: { ...accessFacts().tools, ...over },
});
const data = (
  atLeast: AccessFacts['dataClassification']['atLeast'],
  mayBeMore: boolean,
) => ({ dataClassification: { atLeast, mayBeMore } });

describe('the truth table of a rule that approves by itself', () => {
  const ITSELF = 'itself';
  const OWNER = 'owner';
  const rows: [string, Partial<AccessFacts>, typeof ITSELF | typeof OWNER][] = [
    ['all fits', {}, ITSELF],
    ['the owner’s side itself', { from: 'owner' }, ITSELF],
    ['seven days', { days: 7 }, ITSELF],
    ['eight days', { days: 8 }, OWNER],
    ['medium risk', { risk: 'medium' }, OWNER],
    ['critical risk', { risk: 'critical' }, OWNER],
    ['a tool that changes', tools({ effects: ['reads', 'changes'] }), OWNER],
    ['a tool that destroys', tools({ effects: ['reads', 'destroys'] }), OWNER],
    ['all tools, now and later', tools({ selection: 'all' }), OWNER],
    ['a tool that nobody has seen', tools({ areKnown: false }), OWNER],
    ['nothing seen', tools({ areKnown: false, effects: [] }), OWNER],
    ['another department', { from: 'elsewhere' }, OWNER],
    ['a department that nobody knows', { from: undefined }, OWNER],
    ['a group', { for: 'group' }, OWNER],
    ['an agent', { for: 'agent' }, OWNER],
    ['through another tool', { noRule: 'other-tool' }, OWNER],
    ['refused before', { noRule: 'refused-before' }, OWNER],
    ['what a rule gave', { noRule: 'extends-rule' }, OWNER],
  ];

  it.each(rows)('%s', (_what, over, decides) => {
    const state = stands(over, { policies: [QUICK] });
    const isItself = decides === ITSELF;
    expect(state.automatic).toHaveLength(isItself ? 1 : 0);
    expect(state.rules.map(({ policy }) => policy)).toEqual([
      isItself ? 'company' : 'sallyport',
    ]);
    const signed = stands(over, { policies: [QUICK], reviews: [ofRule()] });
    expect(signed.decision).toBe(isItself ? 'approved' : 'open');
    const denied = stands(over, {
      policies: [QUICK],
      reviews: [ofRule(), no('o')],
    });
    expect(denied).toMatchObject({ decision: 'denied', automatic: [] });
    const other = stands(over, {
      policies: [QUICK],
      reviews: [ofRule({ rule: { ...ofRule().rule!, digest: 'sha256:old' } })],
    });
    expect(other.decision).toBe('open');
  });

  it('covers what destroys only where it says so, and all tools only where it says all', () => {
    const wide = accessPolicy({
      insteadOfOwner: true,
      when: {
        risk: ['low'],
        onlyEffects: ['reads', 'changes', 'destroys'],
        daysUpTo: 7,
      },
      anyOf: [{ id: 'itself', by: [{ who: 'rule' }] }],
    });
    const automatic = (over: Partial<AccessFacts>) =>
      stands(over, { policies: [wide] }).automatic.length;
    expect(automatic(tools({ effects: ['destroys'] }))).toBe(1);
    expect(automatic(tools({ selection: 'all' }))).toBe(1);
    expect(automatic(tools({ selection: 'all', areKnown: false }))).toBe(0);
  });
});

describe('what is not known', () => {
  const strict = accessPolicy({
    insteadOfOwner: true,
    when: { dataClassification: ['restricted'], memberOf: ['group:d/guests'] },
    anyOf: [{ id: 'two', by: [{ who: 'reviewers', count: 2 }] }],
  });
  const guests = { requesterGroups: ['user:d/r', 'group:d/guests'] };

  it.each<[string, Partial<AccessFacts>, string[]]>([
    ['known and fits', { ...guests, ...data('restricted', false) }, ['rule']],
    ['known and less', { ...guests, ...data('internal', false) }, ['owner']],
    [
      'could be that',
      { ...guests, ...data('internal', true) },
      ['owner', 'rule'],
    ],
    ['cannot be less', { ...guests, ...data('restricted', true) }, ['rule']],
    [
      'groups unknown',
      { requesterGroups: undefined, ...data('restricted', false) },
      ['owner', 'rule'],
    ],
    [
      'one of two is no',
      { requesterGroups: undefined, ...data('public', false) },
      ['owner'],
    ],
    [
      'who asks fits, the group does not',
      {
        ...{ ...guests, ...data('restricted', false), for: 'group' },
        subjectGroups: ['group:d/other'],
      },
      ['owner', 'rule'],
    ],
    [
      'both fit',
      {
        ...{ ...guests, ...data('restricted', false), for: 'group' },
        subjectGroups: ['group:d/guests'],
      },
      ['rule'],
    ],
  ])('%s', (_what, over, rules) => {
    expect(
      stands(over, { policies: [strict] }).rules.map(({ rule }) => rule),
    ).toEqual(rules);
  });

  it('leaves of a rule with several ways those of people', () => {
    const either = accessPolicy({
      insteadOfOwner: true,
      when: { ...QUICK.rules[0].when },
      anyOf: [
        { id: 'itself', by: [{ who: 'rule' }] },
        { id: 'two', by: [{ who: 'reviewers', count: 2 }] },
      ],
    });
    const state = stands({ from: undefined }, { policies: [either] });
    expect(state.rules.map(({ rule }) => rule)).toEqual(['owner', 'rule']);
    expect(state.rules[1].alternatives.map(({ id }) => id)).toEqual(['two']);
    expect(state.automatic).toEqual([]);
  });
});

describe('conditions', () => {
  const applies = (
    when: NonNullable<AccessPolicyVersion['rules'][0]['when']>,
    over: Partial<AccessFacts> = {},
  ) =>
    rulesOf(over, { policies: [accessPolicy({ when })] }).includes(
      'company/rule',
    );

  it.each<[Parameters<typeof applies>[0], Partial<AccessFacts>, boolean]>([
    [{ effects: ['destroys'] }, {}, false],
    [{ effects: ['destroys'] }, tools({ effects: ['destroys'] }), true],
    [{ effects: ['destroys'] }, tools({ selection: 'all' }), true],
    [{ effects: ['destroys'] }, tools({ areKnown: false }), true],
    [{ selection: ['all'] }, {}, false],
    [{ selection: ['all'] }, tools({ selection: 'all' }), true],
    [{ tools: ['drop'] }, {}, false],
    [{ tools: ['drop', 'read'] }, {}, true],
    [{ tools: ['drop'] }, tools({ selection: 'all' }), true],
    [{ daysOver: 3 }, {}, false],
    [{ daysOver: 3 }, { days: 4 }, true],
    [{ kinds: ['extension'] }, {}, false],
    [{ kinds: ['extension'] }, { kind: 'extension' }, true],
    [{ for: ['group'] }, {}, false],
    [{ from: ['elsewhere'] }, {}, false],
    [{ memberOf: ['group:d/department'] }, {}, true],
  ])('%j and %j: %s', (when, over, expected) => {
    expect(applies(when, over)).toBe(expected);
  });
});

it('grants for the least that a rule says, and asks for a fresh sign-in where one does', () => {
  const policies = [
    accessPolicy({ maxDays: 30 }, 'one'),
    accessPolicy(
      { maxDays: 7, freshSignIn: true, when: { risk: ['critical'] } },
      'two',
    ),
  ];
  expect(stands({}, { policies })).toMatchObject({
    maxDays: 30,
    needsFreshSignIn: false,
  });
  const risky = { risk: 'critical' as const };
  expect(stands(risky, { policies })).toMatchObject({
    maxDays: 7,
    needsFreshSignIn: true,
  });
  expect(stands(risky, { policies, reviews: [yes('o')] }).decision).toBe(
    'open',
  );
  expect(
    stands(risky, {
      policies,
      reviews: [yes('o', { signedInAt: '2026-11-29T08:10:00.000Z' })],
    }).decision,
  ).toBe('approved');
});

it('lets those stand in for whom a rule was handed over', () => {
  const policies = [
    accessPolicy({
      anyOf: [{ id: 'data', by: [{ who: 'data-owners' }] }],
      time: [{ afterHours: 24, do: 'hand-over', to: 'group:d/security' }],
    }),
  ];
  const facts = { dataOwners: [{ system: 'system:d/s' }] };
  const reviews = [yes('o'), yes('a')];
  expect(stands(facts, { policies, reviews, hours: 23 }).decision).toBe('open');
  expect(stands(facts, { policies, reviews, hours: 24 }).decision).toBe(
    'approved',
  );
});
