import fc from 'fast-check';
import type { AccessDocument } from '../access/accessDocument';
import { conceal } from './conceal';
import { decide } from './decide';
import { explainCall } from './explainCall';
import type { PermissionVerdict } from './PermissionEvaluator';
import type { PolicyVerdict } from './PolicyEvaluator';
import { REASONS, type DecisionReason } from './reasons';
import type { CallAction, DecisionInput } from './types';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const ALICE = 'user:default/alice';

const documentArb = fc.record({
  status: fc.constantFrom(
    ...(['registered', 'waiting', 'suspended', 'retired'] as const),
    ...Array.from({ length: 8 }, () => 'active' as const),
  ),
  hasRevision: fc.constantFrom(true, true, true, false),
  subject: fc.constantFrom(ALICE, 'group:default/web-team', 'user:default/bob'),
  named: fc.boolean(),
  hours: fc.integer({ min: -1, max: 8 }),
});

function documentOf(
  given: typeof documentArb extends fc.Arbitrary<infer T> ? T : never,
): AccessDocument {
  return {
    version: 1,
    sequence: 7,
    serverId: 's',
    serverRef: 'api:default/orders',
    title: 'Orders',
    owner: 'group:default/data-platform',
    status: given.status,
    riskTier: 'low',
    dataClassification: 'internal',
    ...(given.hasRevision && {
      approvedRevision: {
        digest: 'sha256:1',
        upstream: { type: 'streamable-http', url: 'http://localhost:1/mcp' },
        tools: [
          { name: 'echo', digest: 'a', effect: 'reads' },
          { name: 'drop', digest: 'b', effect: 'destroys' },
        ],
      },
    }),
    grants: [
      {
        id: 'g',
        subject: given.subject,
        tools: given.named
          ? { kind: 'named', names: ['echo'] }
          : { kind: 'all' },
        expiresAt: new Date(NOW + given.hours * 3_600_000).toISOString(),
      },
    ],
  };
}

const actionArb = fc.constantFrom<CallAction[]>(
  { kind: 'session', method: 'initialize' },
  { kind: 'list', method: 'tools/list' },
  { kind: 'tool', method: 'tools/call', tool: 'echo' },
  { kind: 'tool', method: 'tools/call', tool: 'drop' },
  { kind: 'tool', method: 'tools/call', tool: 'none' },
  { kind: 'task', method: 'tasks/get' },
  { kind: 'task', method: 'tasks/cancel', tool: 'drop' },
  { kind: 'other', method: 'prompts/get' },
);

const verdictArb: fc.Arbitrary<PolicyVerdict> = fc.record(
  {
    effect: fc.constantFrom('allow', 'deny', 'no-opinion'),
    policyIds: fc.subarray(['p1', 'p2']),
    error: fc.constant('broken'),
    observed: fc.record({
      effect: fc.constantFrom('allow', 'deny'),
      policyIds: fc.constant(['watched']),
    }),
  },
  { requiredKeys: ['effect', 'policyIds'] },
);

const permissionArb: fc.Arbitrary<PermissionVerdict | undefined> =
  fc.constantFrom(
    { effect: 'allow', detail: 'allowed' },
    { effect: 'allow', detail: 'allowed' },
    { effect: 'skip', detail: 'not asked' },
    { effect: 'deny', detail: 'denied' },
    { effect: 'deny', error: 'broken' },
    undefined,
  );

const inputArb: fc.Arbitrary<DecisionInput> = fc
  .record({
    document: fc.option(documentArb, { nil: undefined }),
    inTeam: fc.boolean(),
    action: actionArb,
    feed: fc.constantFrom('current', 'current', 'current', 'behind', 'lost'),
    coverage: fc.constantFrom('none', 'forbids', 'permits', undefined),
    verdict: verdictArb,
    permission: permissionArb,
  })
  .map(({ document, inTeam, action, feed, permission, coverage, verdict }) => ({
    document: document && documentOf(document),
    principal: {
      userEntityRef: ALICE,
      ownershipEntityRefs: inTeam ? [ALICE, 'group:default/web-team'] : [ALICE],
    },
    action,
    feed,
    now: NOW,
    ...(permission && { permission: { evaluate: () => permission } }),
    ...(coverage && {
      policies: {
        evaluator: { version: 'v1', coverage, evaluate: () => verdict },
        arguments: {},
        items: [{ kind: 'prompt' as const, name: 'hello' }],
      },
    }),
  }));

describe('explainCall', () => {
  it('comes to the decision that was taken, from the trace alone, whatever it was', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(inputArb, fc.boolean(), (input, isConcealed) => {
        const decided = decide(input);
        const taken =
          isConcealed && decided.effect === 'deny'
            ? conceal(input, decided)
            : decided;
        const { effect, reason, trace } = taken;
        // As it was written down and read again.
        const said = explainCall({
          decision: effect,
          reason,
          trace: JSON.parse(JSON.stringify(trace)),
        });
        expect(said).toMatchObject({ effect, reason, agrees: true });
        seen.add(reason);
      }),
      // A fixed seed: which reasons come up is then the same every time.
      { numRuns: 5_000, seed: 4 },
    );
    // The property is not about a few easy cases.
    expect([...seen].sort()).toEqual([
      'feed.behind',
      'feed.lost',
      'grant.missing',
      'grant.tool-not-covered',
      'granted',
      'permission.denied',
      'permission.error',
      'policy.error',
      'policy.forbidden',
      'policy.not-permitted',
      'server.not-found',
      'server.not-served',
      'server.retired',
      'server.suspended',
      'server.waiting',
      'task.unknown',
      'tool.unknown',
    ]);
  });

  it('disagrees with every other effect and reason', () => {
    const reasons = Object.keys(REASONS) as DecisionReason[];
    fc.assert(
      fc.property(
        inputArb,
        fc.constantFrom(...reasons),
        fc.constantFrom('allow' as const, 'deny' as const),
        (input, reason, decision) => {
          const taken = decide(input);
          fc.pre(taken.effect === 'deny');
          const said = explainCall({ decision, reason, trace: taken.trace });
          expect(said.agrees).toBe(
            decision === 'deny' && reason === taken.reason,
          );
        },
      ),
    );
  });

  it('says that something beside the layers refused, where no layer did', () => {
    const passed = [{ layer: 'grant', outcome: 'pass', detail: 'g' }] as const;
    const limited = { decision: 'deny', reason: 'limit.exceeded' } as const;
    expect(explainCall({ ...limited, trace: passed })).toEqual({
      effect: 'deny',
      decidedBy: 'stage',
      agrees: true,
    });
    const guarded = { decision: 'deny', reason: 'guard.refused' } as const;
    const guard = { layer: 'guard', outcome: 'deny', detail: 'dlp' } as const;
    expect(explainCall({ ...guarded, trace: [...passed, guard] })).toEqual({
      effect: 'deny',
      decidedBy: 'guard',
      agrees: true,
    });
    const missing = { decision: 'deny', reason: 'grant.missing' } as const;
    expect(explainCall({ ...missing, trace: passed }).agrees).toBe(false);
  });

  it('does not take an allowed call without a grant for explained', () => {
    const allowed = { decision: 'allow', reason: 'granted' } as const;
    expect(explainCall({ ...allowed, trace: [] }).agrees).toBe(false);
    const feed = { layer: 'feed', outcome: 'pass' } as const;
    expect(explainCall({ ...allowed, trace: [feed] }).agrees).toBe(false);
  });

  it('says a reason is unknown where an old record lacks it', () => {
    const said = explainCall({
      decision: 'deny',
      reason: 'grant.missing',
      trace: [{ layer: 'grant', outcome: 'deny' }],
    });
    expect(said).toEqual({ effect: 'deny', decidedBy: 'grant', agrees: true });
  });
});
