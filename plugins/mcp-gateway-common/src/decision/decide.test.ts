import fc from 'fast-check';
import type {
  AccessDocument,
  AccessGrant,
  AccessTool,
} from '../access/accessDocument';
import { decide } from './decide';
import { REASONS } from './reasons';
import { toolFilter } from './toolFilter';
import type { CallAction, DecisionInput, FeedState } from './types';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const TOOLS = ['echo', 'drop', 'note'] as const;

const grantArb: fc.Arbitrary<AccessGrant> = fc.record({
  id: fc.uuid(),
  subject: fc.constantFrom(
    'user:default/alice',
    'group:default/web-team',
    'user:default/mallory',
  ),
  tools: fc.oneof(
    fc.constant({ kind: 'all' as const }),
    fc.record({
      kind: fc.constant('named' as const),
      names: fc.subarray([...TOOLS, 'unknown']),
    }),
  ),
  expiresAt: fc
    .integer({ min: -5, max: 5 })
    .map(hours => new Date(NOW + hours * 3_600_000).toISOString()),
});

const documentArb: fc.Arbitrary<AccessDocument> = fc.record({
  version: fc.constant(1 as const),
  sequence: fc.nat(),
  serverId: fc.uuid(),
  serverRef: fc.constant('api:default/orders'),
  title: fc.constant('Orders'),
  owner: fc.constant('group:default/data-platform'),
  status: fc.constantFrom(
    'registered' as const,
    'waiting' as const,
    'active' as const,
    'deprecated' as const,
    'suspended' as const,
    'retired' as const,
  ),
  servedUntil: fc.option(
    fc
      .integer({ min: -5, max: 5 })
      .map(hours => new Date(NOW + hours * 3_600_000).toISOString()),
    { nil: undefined },
  ),
  riskTier: fc.constant('low' as const),
  dataClassification: fc.constant('internal' as const),
  approvedRevision: fc.option(
    fc.record({
      digest: fc.constant('sha256:1'),
      upstream: fc.constant({
        type: 'streamable-http' as const,
        url: 'http://localhost:1/mcp',
      }),
      tools: fc.oneof(
        fc.constant(null),
        fc.constant<AccessTool[]>([
          { name: 'echo', digest: 'a', effect: 'reads' as const },
          { name: 'drop', digest: 'b', effect: 'destroys' as const },
          { name: 'note', digest: 'c', effect: 'changes' as const },
        ]),
      ),
    }),
    { nil: undefined },
  ),
  grants: fc.array(grantArb, { maxLength: 5 }),
});

const actionArb: fc.Arbitrary<CallAction> = fc.oneof(
  fc.constant({ kind: 'session' as const, method: 'initialize' }),
  fc.constant({ kind: 'list' as const, method: 'tools/list' }),
  fc.constant({ kind: 'other' as const, method: 'resources/read' }),
  fc.constantFrom(...TOOLS, 'unknown').map(tool => ({
    kind: 'tool' as const,
    method: 'tools/call' as const,
    tool,
  })),
);

const inputArb: fc.Arbitrary<DecisionInput> = fc.record({
  document: fc.option(documentArb, { nil: undefined }),
  principal: fc.constant({
    userEntityRef: 'user:default/alice',
    ownershipEntityRefs: ['user:default/alice', 'group:default/web-team'],
  }),
  action: actionArb,
  feed: fc.constantFrom<FeedState>('current', 'behind', 'lost'),
  now: fc.constant(NOW),
});

const holds = (grant: AccessGrant) =>
  grant.subject !== 'user:default/mallory' && Date.parse(grant.expiresAt) > NOW;

const covers = ({ tools }: AccessGrant, action: CallAction) =>
  tools.kind === 'all' ||
  action.kind === 'session' ||
  action.kind === 'list' ||
  (action.kind === 'tool' && tools.names.includes(action.tool));

describe('decide', () => {
  it('allows only with an active server, an approved revision and a holding grant', () => {
    let allowed = 0;
    fc.assert(
      fc.property(inputArb, input => {
        const decision = decide(input);
        expect(REASONS[decision.reason]).toBeDefined();
        if (decision.effect === 'deny') return;
        allowed += 1;
        expect(input.feed).not.toBe('lost');
        const { status, servedUntil } = input.document!;
        expect(['active', 'deprecated']).toContain(status);
        // A last day is kept to the moment, and one that is deprecated has one.
        expect(status === 'active' || servedUntil !== undefined).toBe(true);
        const lastMs = Date.parse(servedUntil ?? '9999-01-01T00:00:00Z');
        expect(lastMs).toBeGreaterThan(input.now);
        expect(input.document?.approvedRevision).toBeDefined();
        const grant = input.document?.grants.find(
          g => g.id === decision.grantId,
        );
        expect(grant && holds(grant)).toBe(true);
        expect(grant && covers(grant, input.action)).toBe(true);
      }),
      { numRuns: 3000, seed: 7 },
    );
    // The property must have seen both answers, else it proves nothing.
    expect(allowed).toBeGreaterThan(20);
  });

  it('never loses an allowance when a grant is added, and never gains one when a grant is removed', () => {
    fc.assert(
      fc.property(inputArb, grantArb, (input, extra) => {
        fc.pre(input.document !== undefined);
        const document = input.document as AccessDocument;
        const more = {
          ...input,
          document: { ...document, grants: [...document.grants, extra] },
        };
        const less = { ...input, document: { ...document, grants: [] } };
        const isAllowed = decide(input).effect === 'allow';
        expect(!isAllowed || decide(more).effect === 'allow').toBe(true);
        expect(decide(less).effect).toBe('deny');
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('refuses what changes things while it may be behind, and everything once the registry is lost', () => {
    fc.assert(
      fc.property(inputArb, input => {
        const behind = decide({ ...input, feed: 'behind' });
        expect(behind.reason === 'feed.behind').toBe(behind.changesState);
        expect(decide({ ...input, feed: 'lost' }).reason).toBe('feed.lost');
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('lists a tool exactly when it may be called', () => {
    fc.assert(
      fc.property(inputArb, input => {
        const listed = toolFilter(input);
        for (const tool of [...TOOLS, 'unknown']) {
          const action = { kind: 'tool', method: 'tools/call', tool } as const;
          expect(listed(tool)).toBe(
            decide({ ...input, action }).effect === 'allow',
          );
        }
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('ends a grant at the moment it says', () => {
    const expiresAt = new Date(NOW).toISOString();
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
        tools: null,
      },
      grants: [
        {
          id: 'g',
          subject: 'user:default/alice',
          tools: { kind: 'all' },
          expiresAt,
        },
      ],
    };
    const input: DecisionInput = {
      document,
      principal: {
        userEntityRef: 'user:default/alice',
        ownershipEntityRefs: ['user:default/alice'],
      },
      action: { kind: 'list', method: 'tools/list' },
      feed: 'current',
      now: NOW - 1,
    };
    expect(decide(input).effect).toBe('allow');
    expect(decide({ ...input, now: NOW }).reason).toBe('grant.missing');
  });

  it('serves before the moment at which what a revision was approved with ends, and not at it', () => {
    let [before, after] = [0, 0];
    fc.assert(
      fc.property(inputArb, fc.integer({ min: -2, max: 2 }), (input, ms) => {
        const revision = input.document?.approvedRevision;
        fc.pre(input.document !== undefined && revision !== undefined);
        const until = (servesUntil: string): DecisionInput => ({
          ...input,
          document: {
            ...(input.document as AccessDocument),
            approvedRevision: { ...revision!, servesUntil },
          },
        });
        const said = decide(until(new Date(NOW + ms).toISOString()));
        const without = decide(input);
        const isOver = ms <= 0;
        const isAllowed = without.effect === 'allow';
        before += !isOver && isAllowed ? 1 : 0;
        after += isOver && isAllowed ? 1 : 0;
        expect(said.effect).toBe(isOver ? 'deny' : without.effect);
        expect(isOver ? without : said).toEqual(without);
        expect(decide(until('never')).effect).toBe('deny');
      }),
      { numRuns: 3000, seed: 7 },
    );
    expect(Math.min(before, after)).toBeGreaterThan(5);
  });

  it('tells each layer in its trace', () => {
    const decision = decide({
      document: undefined,
      principal: {
        userEntityRef: 'user:default/alice',
        ownershipEntityRefs: [],
      },
      action: { kind: 'list', method: 'tools/list' },
      feed: 'current',
      now: NOW,
    });
    expect(decision.reason).toBe('server.not-found');
    expect(decision.trace).toEqual([
      { layer: 'feed', outcome: 'pass', detail: 'current' },
      { layer: 'server', outcome: 'deny', reason: 'server.not-found' },
    ]);
  });
});
