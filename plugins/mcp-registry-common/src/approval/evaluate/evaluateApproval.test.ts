import {
  facts,
  FLOOR,
  hoursLater,
  no,
  ofRule,
  policy,
  yes,
} from '../__testUtils__/aCase';
import type { ApprovalPolicyVersion } from '../policy/approvalPolicySchema';
import { evaluateApproval } from './evaluateApproval';
import type { ApprovalFacts, ApprovalReview } from './types';

const decide = (
  reviews: ApprovalReview[],
  options: {
    facts?: Partial<ApprovalFacts>;
    policies?: ApprovalPolicyVersion[];
    hours?: number;
  } = {},
) =>
  evaluateApproval({
    facts: facts(options.facts),
    reviews,
    policies: options.policies ?? [],
    now: hoursLater(options.hours ?? 1),
  });
const decision = (...args: Parameters<typeof decide>) =>
  decide(...args).decision;

const TWO_OR_TICKET = policy({
  anyOf: [
    { id: 'two', by: [{ who: 'reviewers', count: 2 }] },
    { id: 'ticket', by: [{ who: 'reviewers' }], ticket: 'SEC-[0-9]+' },
  ],
});

describe('the truth table of "two of security, or one with a ticket number"', () => {
  const FIRST = ['nobody', 'one', 'requester', 'stranger'] as const;
  const SECOND = [
    'nobody',
    'another',
    'same again',
    'for the first',
    'for the requester',
    'the requester’s delegate elsewhere',
  ] as const;
  const TICKETS = ['none', 'good', 'good with more', 'empty'] as const;
  const DENIALS = ['nobody', 'security', 'requester'] as const;
  const APPLIES = ['yes', 'no', 'unclear'] as const;
  interface Row {
    first: (typeof FIRST)[number];
    second: (typeof SECOND)[number];
    ticket: (typeof TICKETS)[number];
    denial: (typeof DENIALS)[number];
    applies: (typeof APPLIES)[number];
  }
  const rows: Row[] = FIRST.flatMap(first =>
    SECOND.flatMap(second =>
      TICKETS.flatMap(ticket =>
        DENIALS.flatMap(denial =>
          APPLIES.map(applies => ({ first, second, ticket, denial, applies })),
        ),
      ),
    ),
  );
  const firstIs = { one: 'a', requester: 'r', stranger: 'z', nobody: '' };

  function outcome(row: Row) {
    const ticket = {
      none: undefined,
      good: 'SEC-12',
      'good with more': 'SEC-12; drop',
      empty: '',
    }[row.ticket];
    const who = firstIs[row.first];
    const security = ['group:d/security'];
    const first = who
      ? [
          yes(who, {
            ticket,
            memberOf: row.first === 'stranger' ? [] : security,
          }),
        ]
      : [];
    const second = {
      nobody: [],
      another: [yes('b')],
      'same again': first,
      'for the first': [yes('b', { onBehalfOf: `user:d/${who}` })],
      'for the requester': [yes('b', { onBehalfOf: 'user:d/r' })],
      'the requester’s delegate elsewhere': [
        yes('r', { onBehalfOf: 'user:d/b', memberOf: security }),
      ],
    }[row.second];
    const denial = {
      nobody: [],
      security: [no('b')],
      requester: [no('r')],
    }[row.denial];
    return decision([...first, ...second, ...denial], {
      policies: [
        {
          ...TWO_OR_TICKET,
          rules: TWO_OR_TICKET.rules.map(rule => ({
            ...rule,
            when: { checks: { provenance: ['fail', 'warn'] } },
          })),
        },
      ],
      facts: {
        checks:
          row.applies === 'unclear'
            ? {}
            : { provenance: row.applies === 'yes' ? 'warn' : 'pass' },
      },
    });
  }

  /** In words of its own: the first line that fits says what must come out. */
  const TABLE: [string, (row: Row) => boolean, string][] = [
    ['somebody who decides said no', r => r.denial === 'security', 'denied'],
    [
      'two of security',
      r => r.first === 'one' && r.second === 'another',
      'approved',
    ],
    [
      'one of security with a ticket',
      r => r.first === 'one' && r.ticket === 'good',
      'approved',
    ],
    [
      'the rule does not apply, and one of security reviewed',
      r => r.applies === 'no' && (r.first === 'one' || r.second === 'another'),
      'approved',
    ],
    [
      'the rule does not apply, and somebody stood in for a stranger',
      r =>
        r.applies === 'no' &&
        r.second === 'for the first' &&
        (r.first === 'stranger' || r.first === 'nobody'),
      'approved',
    ],
    ['anything else', () => true, 'open'],
  ];

  it('is what the table says, in every row', () => {
    const wrong = rows
      .map(row => ({
        row,
        is: outcome(row),
        must: TABLE.find(([, fits]) => fits(row))![2],
      }))
      .filter(({ is, must }) => is !== must);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(rows).toHaveLength(4 * 6 * 4 * 3 * 3);
  });

  it('reaches every line of the table', () => {
    for (const [name, fits] of TABLE) {
      expect({
        name,
        isReached: rows.some(row => TABLE.find(([, f]) => f(row))![1] === fits),
      }).toEqual({ name, isReached: true });
    }
  });
});

describe('evaluateApproval', () => {
  it('asks the review team where no policy says anything', () => {
    expect(decide([]).waitsFor).toEqual([
      { who: 'reviewers', refs: ['group:d/security'], missing: 1 },
    ]);
    expect(decision([yes('a')])).toBe('approved');
    expect(decision([yes('o')])).toBe('open');
  });

  it('asks all rules that apply, and lets one stand in place of the review where it says so', () => {
    const beside = policy({});
    expect(decision([yes('o')], { policies: [beside] })).toBe('open');
    expect(decision([yes('a'), yes('o')], { policies: [beside] })).toBe(
      'approved',
    );
    const instead = policy({ insteadOfReview: true });
    expect(decision([yes('o')], { policies: [instead] })).toBe('approved');
    expect(decision([], { policies: [instead] })).toBe('open');
  });

  it('never lets a rule take away the sides of a takeover', () => {
    const policies = [policy({ insteadOfReview: true })];
    const takeover = { floor: FLOOR };
    expect(decision([yes('o')], { policies, facts: takeover })).toBe('open');
    expect(decision([yes('o'), yes('p')], { policies, facts: takeover })).toBe(
      'open',
    );
    expect(decision([yes('x')], { policies, facts: takeover })).toBe('open');
    // x is of both sides and counts on one of them, on the one where that helps.
    for (const other of ['a', 'o']) {
      expect(
        decision([yes('x'), yes(other)], { policies, facts: takeover }),
      ).toBe('approved');
    }
  });

  it('asks the owner of each system that is reached, and nobody where nobody owns it', () => {
    const policies = [
      policy({ anyOf: [{ id: 'data', by: [{ who: 'data-owners' }] }] }),
    ];
    const reached = (owner?: string) => ({
      dataOwners: [
        { system: 'system:d/orders', owner: 'group:d/data' },
        { system: 'system:d/more', owner: 'group:d/data' },
        { system: 'system:d/bank', owner },
      ],
    });
    const reviews = [yes('a'), yes('d')];
    expect(decision(reviews, { policies, facts: reached() })).toBe('open');
    expect(
      decision(reviews, { policies, facts: reached('group:d/owners') }),
    ).toBe('open');
    expect(
      decision([...reviews, yes('o')], {
        policies,
        facts: reached('group:d/owners'),
      }),
    ).toBe('approved');
    expect(decision([yes('a')], { policies })).toBe('approved');
  });

  it('does not pass where a rule in place of the review has nobody to ask', () => {
    const policies = [
      policy({
        insteadOfReview: true,
        anyOf: [{ id: 'data', by: [{ who: 'data-owners' }] }],
      }),
    ];
    expect(decision([], { policies })).toBe('open');
    expect(decision([yes('a')], { policies })).toBe('approved');
  });

  it('asks one person once where two rules ask the same group, and two where one way does', () => {
    const security = [{ id: 's', by: [{ who: 'group:d/security' }] }];
    expect(
      decision([yes('a')], { policies: [policy({ anyOf: security })] }),
    ).toBe('approved');
    const both = [
      policy({
        anyOf: [
          { id: 's', by: [{ who: 'reviewers' }, { who: 'group:d/security' }] },
        ],
      }),
    ];
    expect(decision([yes('a')], { policies: both })).toBe('open');
    expect(decision([yes('a'), yes('b')], { policies: both })).toBe('approved');
    // The review team owns the server itself: a takeover is still agreed to by two of them.
    const floor = FLOOR.map(side => ({ ...side, owner: 'group:d/security' }));
    expect(decision([yes('a')], { facts: { floor } })).toBe('open');
    expect(decision([yes('a'), yes('b')], { facts: { floor } })).toBe(
      'approved',
    );
  });

  it('takes two accounts of one person for one, and that of the one who asked for nobody (D5)', () => {
    const policies = [
      policy({ anyOf: [{ id: 'two', by: [{ who: 'reviewers', count: 2 }] }] }),
    ];
    const second = yes('b', { accounts: ['user:d/a'] });
    expect(decision([yes('a'), yes('b')], { policies })).toBe('approved');
    expect(decision([yes('a'), second], { policies })).toBe('open');
    expect(decision([second, yes('a')], { policies })).toBe('open');
    expect(decision([yes('a', { accounts: ['user:d/r'] })])).toBe('open');
  });

  it('takes no approval of another difference', () => {
    expect(decision([yes('a', { baseDigest: 'sha256:older' })])).toBe('open');
    expect(decision([yes('a', { baseDigest: undefined })])).toBe('open');
  });
});

describe('a rule that approves in its own name', () => {
  const OWN = policy({
    insteadOfReview: true,
    when: { onlyChanges: ['version'], checks: { provenance: ['pass'] } },
    anyOf: [{ id: 'itself', by: [{ who: 'rule' }] }],
  });
  const policies = [OWN];

  it('offers its review, and counts once it is there', () => {
    expect(decide([], { policies })).toMatchObject({
      decision: 'open',
      waitsFor: [],
      automatic: [
        { policy: 'company', rule: 'rule', digest: 'sha256:company' },
      ],
    });
    expect(decide([ofRule()], { policies })).toMatchObject({
      decision: 'approved',
      automatic: [],
    });
  });

  it('counts like a person: beside one where two are asked for, and never over a denial', () => {
    const both = policy({
      ...OWN.rules[0],
      anyOf: [{ id: 'both', by: [{ who: 'rule' }, { who: 'owner' }] }],
    });
    expect(decision([ofRule()], { policies: [both] })).toBe('open');
    expect(decision([ofRule(), yes('o')], { policies: [both] })).toBe(
      'approved',
    );
    expect(decide([ofRule(), no('a')], { policies })).toMatchObject({
      decision: 'denied',
      automatic: [],
    });
    expect(decide([no('a')], { policies }).automatic).toEqual([]);
  });

  it.each([
    [
      'another version of the policy',
      { rule: { policy: 'company', rule: 'rule', digest: 'sha256:older' } },
    ],
    [
      'another rule',
      { rule: { policy: 'company', rule: 'other', digest: 'sha256:company' } },
    ],
    ['another difference', { baseDigest: 'sha256:older' }],
    ['a person who calls themselves a rule', { source: 'person' }],
  ])('does not count by %s', (_what, over) => {
    expect(decision([ofRule(over)], { policies })).toBe('open');
  });

  it.each<[string, Partial<ApprovalFacts>]>([
    ['a check was not done', { checks: {} }],
    ['a check could not be done', { checks: { provenance: 'error' } }],
    ['a check says otherwise by now', { checks: { provenance: 'warn' } }],
    [
      'more changed',
      { changes: { kinds: ['version', 'widened'], sameSurface: true } },
    ],
    [
      'nobody knows the tools',
      { changes: { kinds: ['version'], sameSurface: false } },
    ],
    ['it is new', { changes: { kinds: ['new-server'], sameSurface: false } }],
    ['somebody could be passed over', { floor: FLOOR }],
  ])('neither offers nor counts where %s', (_what, over) => {
    expect(decision([ofRule()], { policies, facts: over })).toBe('open');
    const { automatic, waitsFor } = decide([], { policies, facts: over });
    expect(waitsFor.map(({ who }) => who)).toContain('reviewers');
    expect(automatic.length).toBe(over.floor ? 1 : 0);
  });

  it('does not take a check for passed that is named like what every object has', () => {
    const when: (typeof OWN.rules)[number]['when'] = {
      onlyChanges: ['version'],
      checks: Object.fromEntries([['constructor', ['pass' as const]]]),
    };
    const odd = policy({ ...OWN.rules[0], when });
    expect(decide([], { policies: [odd] }).automatic).toEqual([]);
  });
});

describe('the time of a rule', () => {
  const policies = [
    policy({
      time: [
        { afterHours: 24, do: 'remind' },
        { afterHours: 48, do: 'hand-over', to: 'group:d/data' },
        { afterHours: 72, do: 'close' },
      ],
    }),
  ];

  it('says which steps are due, while the rule is not met', () => {
    const due = (hours: number, reviews: ApprovalReview[] = []) =>
      decide(reviews, { policies, hours })
        .steps.filter(({ isDue }) => isDue)
        .map(step => step.do);
    expect(due(23.99)).toEqual([]);
    expect(due(24)).toEqual(['remind']);
    expect(due(80)).toEqual(['remind', 'hand-over', 'close']);
    expect(due(80, [yes('o')])).toEqual([]);
    expect(due(80, [no('o')])).toEqual([]);
  });

  it('lets those count to whom it was handed over, from then on, for this rule alone', () => {
    const at = (hours: number, ...reviews: ApprovalReview[]) =>
      decision(reviews, { policies, hours });
    expect(at(47, yes('a'), yes('d'))).toBe('open');
    expect(at(48, yes('a'), yes('d'))).toBe('approved');
    expect(at(48, yes('d'))).toBe('open');
    expect(at(48, yes('a'), yes('o'))).toBe('approved');
    expect(
      decision([yes('a'), yes('d')], {
        policies,
        hours: 48,
        facts: { floor: FLOOR },
      }),
    ).toBe('open');
  });
});
