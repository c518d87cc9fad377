import fc from 'fast-check';
import type { AccessDocument } from '../access/accessDocument';
import { conceal } from './conceal';
import { decide } from './decide';
import type { PermissionVerdict } from './PermissionEvaluator';
import { toolFilter } from './toolFilter';
import type { CallAction, DecisionInput } from './types';

const NOW = Date.parse('2026-11-28T12:00:00Z');
const ALICE = 'user:default/alice';

const documentArb: fc.Arbitrary<AccessDocument> = fc
  .record({
    status: fc.constantFrom('active', 'active', 'active', 'suspended'),
    hasRevision: fc.constantFrom(true, true, false),
    tools: fc.constantFrom('all', 'echo', 'secret', 'none'),
  })
  .map(({ status, hasRevision, tools }) => ({
    version: 1,
    sequence: 7,
    serverId: 's',
    serverRef: 'api:default/orders',
    title: 'Orders',
    owner: 'group:default/data-platform',
    status,
    riskTier: 'critical',
    dataClassification: 'internal',
    ...(hasRevision && {
      approvedRevision: {
        digest: 'sha256:1',
        upstream: { type: 'streamable-http', url: 'http://localhost:1/mcp' },
        tools: [
          { name: 'echo', digest: 'a', effect: 'reads' },
          { name: 'secret', digest: 'b', effect: 'destroys', hidden: true },
        ],
      },
    }),
    grants:
      tools === 'none'
        ? []
        : [
            {
              id: 'g',
              subject: ALICE,
              tools:
                tools === 'all'
                  ? { kind: 'all' }
                  : { kind: 'named', names: [tools] },
              expiresAt: new Date(NOW + 1).toISOString(),
            },
          ],
  }));

const actionArb = fc.constantFrom<CallAction[]>(
  { kind: 'session', method: 'initialize' },
  { kind: 'list', method: 'tools/list' },
  { kind: 'tool', method: 'tools/call', tool: 'echo' },
  { kind: 'tool', method: 'tools/call', tool: 'secret' },
  { kind: 'tool', method: 'tools/call', tool: 'nowhere' },
  { kind: 'task', method: 'tasks/get', tool: 'echo' },
  { kind: 'other', method: 'prompts/get' },
);

const inputArb: fc.Arbitrary<DecisionInput> = fc.record({
  document: fc.option(documentArb, { nil: undefined }),
  principal: fc.constant({
    userEntityRef: ALICE,
    ownershipEntityRefs: [ALICE],
  }),
  action: actionArb,
  feed: fc.constantFrom('current', 'current', 'behind', 'lost'),
  now: fc.constant(NOW),
});

const says = (verdict: PermissionVerdict | (() => never)) => ({
  evaluate: typeof verdict === 'function' ? verdict : () => verdict,
});
const ALLOWS = says({ effect: 'allow', detail: 'allowed' });
const SKIPS = says({ effect: 'skip', detail: 'not asked' });
const DENIES = says({ effect: 'deny', detail: 'denied' });
const FAILS = says({ effect: 'allow', error: 'no such rule' });
const THROWS = says(() => {
  throw new Error('out of memory');
});
const evaluatorArb = fc.constantFrom(ALLOWS, SKIPS, DENIES, FAILS, THROWS);

describe('the layer of the portal’s permissions', () => {
  it('never widens: what is allowed with it is allowed without it', () => {
    let allowed = 0;
    fc.assert(
      fc.property(inputArb, evaluatorArb, (input, permission) => {
        const within = decide({ ...input, permission });
        if (within.effect === 'deny') return;
        allowed += 1;
        expect(decide(input).effect).toBe('allow');
      }),
      { numRuns: 2_000, seed: 27 },
    );
    // The property must have seen allowed calls, else it proves nothing.
    expect(allowed).toBeGreaterThan(50);
  });

  it('changes nothing but the trace where it passes or was not asked (invariant 12)', () => {
    fc.assert(
      fc.property(
        inputArb,
        fc.constantFrom(ALLOWS, SKIPS),
        (input, permission) => {
          const { trace, ...within } = decide({ ...input, permission });
          const { trace: plain, ...without } = decide(input);
          expect(within).toEqual(without);
          expect(trace.filter(({ layer }) => layer !== 'permission')).toEqual(
            plain,
          );
        },
      ),
      { numRuns: 1_000, seed: 27 },
    );
  });

  it('allows nothing where it refuses, fails or throws', () => {
    const reasons = new Set<string>();
    fc.assert(
      fc.property(
        inputArb,
        fc.constantFrom(DENIES, FAILS, THROWS),
        (input, permission) => {
          const { effect, reason } = decide({ ...input, permission });
          expect(effect).toBe('deny');
          reasons.add(reason);
        },
      ),
      { numRuns: 1_000, seed: 27 },
    );
    expect(reasons).toContain('permission.denied');
    expect(reasons).toContain('permission.error');
    // It stands before the grant.
    expect(reasons).not.toContain('grant.missing');
  });

  it('D2: says nothing of a server that one may not know, and of hidden tools what it says of none', () => {
    fc.assert(
      fc.property(inputArb, evaluatorArb, (input, permission) => {
        const given = { ...input, permission };
        const { trace: _, ...told } = conceal(given, decide(given));
        const { trace: __, ...unknown } = decide({
          ...input,
          document: undefined,
        });
        expect(told).toEqual(unknown);
        const ask = (tool: string) =>
          decide({
            ...given,
            document: given.document && { ...given.document, grants: [] },
            action: { kind: 'tool', method: 'tools/call', tool },
          });
        expect(ask('secret')).toEqual(ask('nowhere'));
      }),
      { numRuns: 500, seed: 27 },
    );
  });

  const [document] = fc.sample(
    documentArb.filter(
      ({ status, approvedRevision, grants }) =>
        status === 'active' &&
        approvedRevision !== undefined &&
        grants[0]?.tools.kind === 'all',
    ),
    { numRuns: 1, seed: 1 },
  );
  const call: DecisionInput = {
    document,
    principal: { userEntityRef: ALICE, ownershipEntityRefs: [ALICE] },
    action: { kind: 'tool', method: 'tools/call', tool: 'echo' },
    feed: 'current',
    now: NOW,
  };

  it.each([
    [ALLOWS, 'pass', undefined, 'allowed'],
    [SKIPS, 'skip', undefined, 'not asked'],
    [DENIES, 'deny', 'permission.denied', 'denied'],
    [FAILS, 'deny', 'permission.error', 'no such rule'],
    [THROWS, 'deny', 'permission.error', 'out of memory'],
  ] as const)('is told between tool and grant: %#', (permission, ...told) => {
    const [outcome, reason, detail] = told;
    const { trace } = decide({ ...call, permission });
    const layers = trace.map(({ layer }) => layer);
    expect(layers).toEqual([
      ...['feed', 'server', 'revision', 'tool', 'permission'],
      ...(reason ? [] : ['grant']),
    ]);
    expect(trace[4]).toEqual({
      ...{ layer: 'permission', outcome, detail },
      ...(reason && { reason }),
    });
  });

  it('is asked about the document as it is, and not about what is not served', () => {
    const evaluate = jest.fn(() => ({ effect: 'allow' as const }));
    decide({ ...call, permission: { evaluate } });
    expect(evaluate).toHaveBeenCalledWith(document);
    evaluate.mockClear();
    decide({ ...call, document: undefined, permission: { evaluate } });
    decide({ ...call, feed: 'lost', permission: { evaluate } });
    expect(evaluate).not.toHaveBeenCalled();
  });

  it('bounds what a record keeps of an error', () => {
    const permission = says({ effect: 'deny', error: 'x'.repeat(10_000) });
    const { trace } = decide({ ...call, permission });
    expect(trace.at(-1)?.detail).toHaveLength(300);
  });

  it('filters a list by it', () => {
    expect(
      ['echo'].filter(toolFilter({ ...call, permission: ALLOWS })),
    ).toEqual(['echo']);
    expect(
      ['echo'].filter(toolFilter({ ...call, permission: DENIES })),
    ).toEqual([]);
  });
});
