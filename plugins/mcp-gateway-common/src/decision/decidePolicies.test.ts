import type { AccessDocument } from '../access/accessDocument';
import { decide } from './decide';
import type { PolicyEvaluator, PolicyVerdict } from './PolicyEvaluator';
import { toolFilter } from './toolFilter';
import type { CallAction, DecisionInput } from './types';

const NOW = Date.parse('2026-11-23T12:00:00Z');

const document: AccessDocument = {
  version: 1,
  sequence: 1,
  serverId: 's',
  serverRef: 'api:default/orders',
  title: 'Orders',
  owner: 'group:default/data-platform',
  status: 'active',
  riskTier: 'low',
  dataClassification: 'internal',
  approvedRevision: {
    digest: 'sha256:1',
    upstream: { type: 'streamable-http', url: 'http://localhost:1/mcp' },
    tools: [
      { name: 'echo', digest: 'a', effect: 'reads' },
      { name: 'drop', digest: 'b', effect: 'destroys' },
    ],
  },
  grants: [
    {
      id: 'g',
      subject: 'user:default/alice',
      tools: { kind: 'all' },
      expiresAt: new Date(NOW + 1).toISOString(),
    },
  ],
};

const CALL = { kind: 'tool', method: 'tools/call', tool: 'echo' } as const;

function input(
  verdict: PolicyVerdict | (() => PolicyVerdict),
  coverage: PolicyEvaluator['coverage'] = 'permits',
  action: CallAction = CALL,
) {
  const evaluate = jest.fn(
    typeof verdict === 'function' ? verdict : () => verdict,
  );
  const given: DecisionInput & Required<Pick<DecisionInput, 'policies'>> = {
    document,
    principal: {
      userEntityRef: 'user:default/alice',
      ownershipEntityRefs: ['user:default/alice'],
    },
    action,
    feed: 'current',
    now: NOW,
    policies: {
      evaluator: { version: 'v1', coverage, evaluate },
      arguments: {},
    },
  };
  return { given, evaluate };
}

const last = (given: DecisionInput) => decide(given).trace.at(-1);
const NOTHING: PolicyVerdict = { effect: 'no-opinion', policyIds: [] };

describe('the layer of policies', () => {
  it.each([
    [{ effect: 'allow', policyIds: ['a'] }, 'permits', 'granted'],
    [{ effect: 'deny', policyIds: ['b'] }, 'permits', 'policy.forbidden'],
    [{ effect: 'deny', policyIds: ['b'] }, 'forbids', 'policy.forbidden'],
    [NOTHING, 'permits', 'policy.not-permitted'],
    [NOTHING, 'forbids', 'granted'],
    [NOTHING, 'none', 'granted'],
    [
      { effect: 'allow', policyIds: ['a'], error: 'x' },
      'permits',
      'policy.error',
    ],
    [
      { effect: 'deny', policyIds: ['b'], error: 'x' },
      'permits',
      'policy.forbidden',
    ],
    [{ ...NOTHING, error: 'x' }, 'forbids', 'policy.error'],
  ] as const)('%j where there are %s: %s', (verdict, coverage, reason) => {
    const decision = decide(input(verdict, coverage).given);
    expect(decision.reason).toBe(reason);
    expect(decision.effect).toBe(reason === 'granted' ? 'allow' : 'deny');
  });

  it('refuses when the evaluator throws', () => {
    const { given } = input(() => {
      throw new Error('out of memory');
    }, 'none');
    expect(decide(given)).toMatchObject({
      effect: 'deny',
      reason: 'policy.error',
    });
    expect(last(given)?.detail).toBe('v1; out of memory');
  });

  it('never opens what the layers before it refuse, and is not asked then', () => {
    const { given, evaluate } = input({ effect: 'allow', policyIds: ['a'] });
    const without = { ...given, document: { ...document, grants: [] } };
    expect(decide(without).reason).toBe('grant.missing');
    expect(evaluate).not.toHaveBeenCalled();
  });

  it('names version and policies, and at most ten', () => {
    const ids = Array.from({ length: 12 }, (_, i) => `p${i}`);
    expect(last(input({ effect: 'deny', policyIds: ids }).given)).toEqual({
      layer: 'policy',
      outcome: 'deny',
      reason: 'policy.forbidden',
      detail: 'v1: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9 and 2 more',
    });
  });

  it('records what would be, and does not do it', () => {
    const { given } = input(
      {
        effect: 'no-opinion',
        policyIds: [],
        observed: { effect: 'deny', policyIds: ['draft'] },
      },
      'none',
    );
    expect(decide(given).effect).toBe('allow');
    expect(last(given)).toEqual({
      layer: 'policy',
      outcome: 'observe',
      detail: 'would refuse: draft',
    });
  });

  it.each([
    { kind: 'session', method: 'initialize' },
    { kind: 'list', method: 'tools/list' },
    { kind: 'other', method: 'prompts/list' },
  ] as const)('asks nothing of $method', action => {
    const { given, evaluate } = input(NOTHING, 'permits', action);
    expect(decide(given).effect).toBe('allow');
    expect(last(given)).toEqual({ layer: 'policy', outcome: 'skip' });
    expect(evaluate).not.toHaveBeenCalled();
  });

  it('asks of everything that a request is about, and one refusal is enough', () => {
    const action = { kind: 'other', method: 'subscriptions/listen' } as const;
    const { given, evaluate } = input(NOTHING, 'permits', action);
    evaluate.mockReturnValueOnce({ effect: 'allow', policyIds: ['a'] });
    const items = ['a', 'b', 'c'].map(uri => ({
      kind: 'resource' as const,
      uri,
    }));
    const policies = { ...given.policies, items };
    expect(decide({ ...given, policies }).reason).toBe('policy.not-permitted');
    expect(evaluate).toHaveBeenCalledTimes(2);
  });

  it('filters a list by it', () => {
    const { given, evaluate } = input(NOTHING);
    evaluate.mockReturnValueOnce({ effect: 'allow', policyIds: ['a'] });
    const filter = toolFilter(given);
    expect(['echo', 'drop'].filter(filter)).toEqual(['echo']);
    expect(evaluate).toHaveBeenLastCalledWith(
      expect.objectContaining({ item: { kind: 'tool', name: 'drop' } }),
    );
  });
});
