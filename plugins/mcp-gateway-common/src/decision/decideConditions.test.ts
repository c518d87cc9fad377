import fc from 'fast-check';
import {
  type AccessDocument,
  accessDocumentSchema,
} from '../access/accessDocument';
import type { EnforcedCondition } from '../access/approvalConditions';
import { decide } from './decide';
import { explainCall } from './explainCall';
import { toolFilter } from './toolFilter';
import type { CallAction, DecisionInput } from './types';

const NOW = Date.parse('2027-02-01T12:00:00Z');
const at = (ms: number) => new Date(NOW + ms).toISOString();
const EFFECTS = { read: 'reads', note: 'changes', drop: 'destroys' } as const;
const NAMES = Object.keys(EFFECTS) as (keyof typeof EFFECTS)[];
const GROUPS = ['group:default/finance', 'group:default/web-team'];

const documentWith = (
  conditions: EnforcedCondition[] | undefined,
  isKnown = true,
): AccessDocument => ({
  version: 2,
  sequence: 1,
  serverId: 'orders-1',
  serverRef: 'api:default/orders',
  title: 'Orders',
  owner: 'group:default/data-platform',
  status: 'active',
  riskTier: 'low',
  dataClassification: 'internal',
  approvedRevision: {
    digest: 'sha256:1',
    upstream: { type: 'streamable-http', url: 'http://localhost:1/mcp' },
    tools: isKnown
      ? NAMES.map(name => ({ name, digest: name, effect: EFFECTS[name] }))
      : null,
    ...(conditions && { conditions }),
  },
  grants: [
    {
      id: 'g',
      subject: 'user:default/alice',
      tools: { kind: 'all' },
      expiresAt: at(3_600_000),
    },
  ],
});

const conditionArb: fc.Arbitrary<EnforcedCondition> = fc.oneof(
  fc.constant({ kind: 'reading-tools' as const }),
  fc.record({
    kind: fc.constant('named-tools' as const),
    names: fc.subarray([...NAMES, 'gone'], { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('people' as const),
    refs: fc.subarray([...GROUPS, 'user:default/alice'], { minLength: 1 }),
  }),
  fc.integer({ min: -2, max: 5 }).map(ms => ({
    kind: 'until' as const,
    at: at(ms),
  })),
);
const actionArb: fc.Arbitrary<CallAction> = fc.oneof(
  fc.constantFrom(...NAMES, 'other').map(tool => ({
    kind: 'tool' as const,
    method: 'tools/call',
    tool,
  })),
  fc.constantFrom(...NAMES).map(tool => ({
    kind: 'task' as const,
    method: 'tasks/cancel',
    tool,
  })),
  fc.constant({ kind: 'other' as const, method: 'resources/read' }),
  fc.constant({ kind: 'list' as const, method: 'tools/list' }),
  fc.constant({ kind: 'session' as const, method: 'initialize' }),
);
const caseArb = fc.record({
  conditions: fc.array(conditionArb, { maxLength: 3 }),
  groups: fc.subarray(GROUPS),
  action: actionArb,
  isKnown: fc.boolean(),
});
interface Case {
  conditions: EnforcedCondition[];
  groups: string[];
  action: CallAction;
  isKnown: boolean;
}
const inputOf = (
  { groups, action, isKnown }: Case,
  conditions: EnforcedCondition[] | undefined,
): DecisionInput => ({
  document: documentWith(conditions, isKnown),
  principal: {
    userEntityRef: 'user:default/alice',
    ownershipEntityRefs: ['user:default/alice', ...groups],
  },
  action,
  feed: 'current',
  now: NOW,
});

/** Written apart from the code: what one condition lets through. */
function lets(condition: EnforcedCondition, { groups, action, isKnown }: Case) {
  const tool = 'tool' in action ? action.tool : undefined;
  const isFree = action.kind === 'list' || action.kind === 'session';
  if (condition.kind === 'until') return Date.parse(condition.at) > NOW;
  if (condition.kind === 'people') {
    const mine = new Set(['user:default/alice', ...groups]);
    return condition.refs.filter(ref => mine.has(ref)).length > 0;
  }
  if (isFree) return true;
  if (tool === undefined || !isKnown) return false;
  if (condition.kind === 'reading-tools') return tool === 'read';
  if (condition.kind !== 'named-tools') return false;
  return (
    NAMES.some(name => name === tool) &&
    condition.names.some(name => name === tool)
  );
}

describe('conditions of an approval', () => {
  it('let through what every one of them lets through, and never more than without', () => {
    const seen = { allowed: 0, refused: 0 };
    fc.assert(
      fc.property(caseArb, one => {
        const without = decide(inputOf(one, undefined));
        const said = decide(inputOf(one, one.conditions));
        const isCovered = one.conditions.every(each => lets(each, one));
        const isAllowed = without.effect === 'allow' && isCovered;
        expect(said.effect).toBe(isAllowed ? 'allow' : 'deny');
        const isHeld = without.effect === 'allow' && !isCovered;
        expect(isCovered ? said : without).toEqual(without);
        expect(isHeld ? said.reason : 'condition.').toMatch(/^condition\./);
        seen.refused += isHeld ? 1 : 0;
        seen.allowed += isAllowed ? 1 : 0;
        expect(explainCall({ ...said, decision: said.effect })).toMatchObject({
          effect: said.effect,
          agrees: true,
        });
      }),
      { numRuns: 5000, seed: 11 },
    );
    expect(Math.min(seen.allowed, seen.refused)).toBeGreaterThan(300);
  });

  it('only ever narrow: one more lets nothing more through', () => {
    fc.assert(
      fc.property(caseArb, conditionArb, (one, more) => {
        const before = decide(inputOf(one, one.conditions));
        const after = decide(inputOf(one, [...one.conditions, more]));
        expect([before.effect, 'deny']).toContain(after.effect);
      }),
      { numRuns: 2000, seed: 12 },
    );
  });

  it('hide from lists what they refuse', () => {
    const { action, ...input } = inputOf(
      {
        conditions: [],
        groups: [],
        isKnown: true,
        action: { kind: 'list', method: 'tools/list' },
      },
      [{ kind: 'reading-tools' }],
    );
    expect(action.kind).toBe('list');
    expect(NAMES.filter(toolFilter(input))).toEqual(['read']);
  });

  it.each<[string, unknown]>([
    ['of another kind', { kind: 'weekdays', days: ['mon'] }],
    [
      'with something that is not known',
      { kind: 'reading-tools', but: 'drop' },
    ],
    ['that says nothing', null],
    ['with a moment that cannot be read', { kind: 'until', at: 'March' }],
    ['for nobody', { kind: 'people', refs: [] }],
  ])('refuse everything where one is not known: %s', (_what, condition) => {
    const read = accessDocumentSchema.parse({
      ...documentWith(undefined),
      approvedRevision: {
        ...documentWith(undefined).approvedRevision,
        conditions: [condition],
      },
    });
    for (const tool of NAMES) {
      const said = decide({
        ...inputOf(
          {
            conditions: [],
            groups: GROUPS,
            isKnown: true,
            action: { kind: 'tool', method: 'tools/call', tool },
          },
          undefined,
        ),
        document: read,
      });
      expect(said).toMatchObject({
        effect: 'deny',
        reason: 'condition.unknown',
      });
    }
  });
});
