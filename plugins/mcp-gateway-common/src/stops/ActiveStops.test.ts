import fc from 'fast-check';
import type { AccessDocument } from '../access/accessDocument';
import { conceal } from '../decision/conceal';
import { decide } from '../decision/decide';
import { explainCall } from '../decision/explainCall';
import { toolFilter } from '../decision/toolFilter';
import type { CallAction, DecisionInput } from '../decision/types';
import { ActiveStops } from './ActiveStops';
import type { Stop } from './stop';

const NOW = Date.parse('2026-11-29T12:00:00Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const ALICE = 'user:default/alice';
const AGENT = 'component:default/triage';

const grantOf = (id: string, names?: string[]) => ({
  id,
  subject: ALICE,
  tools: names ? { kind: 'named' as const, names } : { kind: 'all' as const },
  expiresAt: at(3600),
});
const remote: AccessDocument = {
  version: 1,
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
    upstream: { type: 'streamable-http', url: 'https://mcp.example.com/mcp' },
    credential: { type: 'personal-key' },
    tools: [
      { name: 'echo', digest: 'a', effect: 'reads' },
      { name: 'drop', digest: 'b', effect: 'destroys', hidden: true },
    ],
  },
  grants: [grantOf('g1')],
};
const hosted: AccessDocument = {
  ...remote,
  approvedRevision: {
    digest: 'sha256:2',
    tools: null,
    upstream: {
      type: 'hosted',
      url: 'sallyport-runtime://orders-1',
      hosted: {
        package: {
          registry: 'npm',
          identifier: '@acme/orders',
          version: '1.2.0',
        },
        args: [],
        isolation: 'shared',
        profile: {
          network: {
            outbound: {
              allow_host: ['api.acme.test', '.files.acme.test'],
              allow_port: [443],
            },
          },
        },
      },
    },
  },
};

const call = (over: Partial<DecisionInput> & { stops?: ActiveStops }) =>
  decide({
    document: remote,
    principal: { userEntityRef: ALICE, ownershipEntityRefs: [ALICE] },
    action: { kind: 'tool', method: 'tools/call', tool: 'echo' },
    feed: 'current',
    now: NOW,
    ...over,
  });
const stopped = (stop: Partial<Stop> & Pick<Stop, 'kind' | 'subject'>) =>
  ActiveStops.from([{ id: 's1', message: 'Closed for today.', ...stop }]);

describe('ActiveStops', () => {
  it('are nothing where nothing is stopped', () => {
    expect(ActiveStops.from([])).toBeUndefined();
    expect(call({}).effect).toBe('allow');
  });

  it.each<[string, Partial<Stop> & Pick<Stop, 'kind' | 'subject'>, object]>([
    ['stop.server', { kind: 'server', subject: 'orders-1' }, {}],
    ['stop.server', { kind: 'revision', subject: 'sha256:1' }, {}],
    ['stop.tool', { kind: 'tool', serverId: 'orders-1', subject: 'echo' }, {}],
    ['stop.access', { kind: 'grant', subject: 'g1' }, {}],
    [
      'stop.access',
      { kind: 'connection', serverId: 'orders-1', subject: ALICE },
      {},
    ],
    ['stop.caller', { kind: 'person', subject: ALICE }, {}],
    [
      'stop.caller',
      { kind: 'client', subject: 'https://chat.example/client.json' },
      { clients: ['https://chat.example/client.json', 'consent:1', 't1'] },
    ],
    [
      'stop.caller',
      { kind: 'client', subject: 't1' },
      { clients: ['c', 't1'] },
    ],
    [
      'stop.caller',
      { kind: 'agent', subject: AGENT },
      {
        principal: {
          userEntityRef: ALICE,
          ownershipEntityRefs: [ALICE],
          actor: { kind: 'agent', ref: AGENT },
        },
      },
    ],
    [
      'stop.caller',
      { kind: 'agent', subject: AGENT },
      { principal: { userEntityRef: AGENT, ownershipEntityRefs: [AGENT] } },
    ],
    ['stop.server', { kind: 'host', subject: 'mcp.example.com' }, {}],
    [
      'stop.server',
      { kind: 'package', subject: 'npm/@acme/orders' },
      { document: hosted },
    ],
    [
      'stop.server',
      { kind: 'package', subject: 'npm/@acme/orders@1.2.0' },
      { document: hosted },
    ],
    [
      'stop.server',
      { kind: 'publisher', subject: 'npm/@acme' },
      { document: hosted },
    ],
    [
      'stop.server',
      { kind: 'host', subject: 'api.acme.test' },
      { document: hosted },
    ],
    [
      'stop.server',
      { kind: 'host', subject: 'a.files.acme.test' },
      { document: hosted },
    ],
  ])('%s by %j', (reason, stop, over) => {
    const decision = call({ ...over, stops: stopped(stop) });
    expect(decision).toMatchObject({
      effect: 'deny',
      reason,
      stop: { id: 's1', message: 'Closed for today.' },
    });
    expect(decision.trace.at(-1)).toEqual({
      layer: 'stop',
      outcome: 'deny',
      reason,
      detail: `${stop.kind} s1`,
    });
    const { trace } = decision;
    const explained = explainCall({
      decision: 'deny',
      trace,
      ...{ reason: decision.reason },
    });
    expect(explained).toMatchObject({ agrees: true, decidedBy: 'stop' });
  });

  it('asks for a fresh sign-in last of all: of what would be allowed and changes something, and of nothing else', () => {
    const again = { kind: 'step-up' as const, subject: ALICE };
    const surface = remote.approvedRevision!;
    const document = {
      ...remote,
      approvedRevision: {
        ...surface,
        tools: [
          ...surface.tools!,
          { name: 'note', digest: 'c', effect: 'changes' as const },
        ],
      },
    };
    const actions: CallAction[] = [
      ...['echo', 'note', 'drop', 'unknown'].map(tool => ({
        ...{ kind: 'tool' as const, method: 'tools/call', tool },
      })),
      { kind: 'session', method: 'initialize' },
      { kind: 'list', method: 'tools/list' },
      { kind: 'other', method: 'resources/read' },
      { kind: 'task', method: 'tasks/cancel', tool: 'note' },
      { kind: 'task', method: 'tasks/get', tool: 'note' },
    ];
    const names = fc.constantFrom(ALICE, 'user:default/bob');
    fc.assert(
      fc.property(
        fc.constantFrom(...actions),
        names,
        fc.constantFrom(undefined, document),
        fc.subarray(['echo', 'note', 'drop'], { minLength: 1 }),
        (action, who, asked, granted) => {
          const over = {
            action,
            principal: { userEntityRef: who, ownershipEntityRefs: [who] },
            document: asked && { ...asked, grants: [grantOf('g', granted)] },
          };
          const without = call(over);
          const withIt = call({ ...over, stops: stopped(again) });
          const isAsked =
            without.effect === 'allow' && without.changesState && who === ALICE;
          expect(withIt.reason).toBe(isAsked ? 'stop.step-up' : without.reason);
          const { trace, reason, effect: decision } = withIt;
          expect(explainCall({ decision, reason, trace }).agrees).toBe(true);
        },
      ),
    );
    const filter = (stops?: ActiveStops) =>
      toolFilter({
        ...{ document, feed: 'current', now: NOW, stops },
        principal: { userEntityRef: ALICE, ownershipEntityRefs: [ALICE] },
      });
    for (const tool of ['echo', 'note', 'drop', 'unknown']) {
      expect(filter(stopped(again))(tool)).toBe(filter()(tool));
    }
  });

  it.each<[Partial<Stop> & Pick<Stop, 'kind' | 'subject'>, object]>([
    [{ kind: 'server', subject: 'another' }, {}],
    [{ kind: 'revision', subject: 'sha256:2' }, {}],
    [{ kind: 'tool', serverId: 'another', subject: 'echo' }, {}],
    [{ kind: 'tool', serverId: 'orders-1', subject: 'drop' }, {}],
    [{ kind: 'grant', subject: 'g2' }, {}],
    [{ kind: 'connection', serverId: 'another', subject: ALICE }, {}],
    [
      { kind: 'connection', serverId: 'orders-1', subject: ALICE },
      { document: hosted },
    ],
    [{ kind: 'person', subject: 'user:default/bob' }, {}],
    [{ kind: 'client', subject: 'c' }, { clients: ['d'] }],
    [{ kind: 'host', subject: 'example.com' }, {}],
    [{ kind: 'host', subject: 'files.acme.test' }, { document: hosted }],
    [
      { kind: 'package', subject: 'npm/@acme/orders@1.2.1' },
      { document: hosted },
    ],
    [{ kind: 'publisher', subject: 'npm/@acm' }, { document: hosted }],
  ])('is not hit by %j', (stop, over) => {
    expect(call({ ...over, stops: stopped(stop) }).effect).toBe('allow');
  });

  it('ends at its second, and one without a readable end does not', () => {
    const stops = stopped({
      kind: 'server',
      subject: 'orders-1',
      endsAt: at(0),
    });
    expect(call({ stops, now: NOW - 1 }).reason).toBe('stop.server');
    expect(call({ stops, now: NOW }).effect).toBe('allow');
    const odd = stopped({
      kind: 'server',
      subject: 'orders-1',
      endsAt: 'soon',
    });
    expect(call({ stops: odd }).reason).toBe('stop.server');
  });

  it('goes on where another stop hits the same', () => {
    const one = { id: 's1', kind: 'server', subject: 'orders-1' } as const;
    const stops = ActiveStops.from([
      { ...one, endsAt: at(-1) },
      { ...one, id: 's2' },
    ]);
    expect(call({ stops })).toMatchObject({ stop: { id: 's2' } });
  });

  it('leaves another grant that covers the call', () => {
    const document = {
      ...remote,
      grants: [grantOf('g1'), grantOf('g2', ['echo'])],
    };
    const stops = stopped({ kind: 'grant', subject: 'g1' });
    expect(call({ document, stops })).toMatchObject({
      effect: 'allow',
      grantId: 'g2',
    });
    const list = toolFilter({
      ...{ document, stops, feed: 'current', now: NOW },
      principal: { userEntityRef: ALICE, ownershipEntityRefs: [ALICE] },
    });
    expect(['echo', 'drop'].map(list)).toEqual([true, false]);
  });

  it('tells nobody of what they may not know (invariant 8)', () => {
    const bob = 'user:default/bob';
    const principal = { userEntityRef: bob, ownershipEntityRefs: [bob] };
    const action: CallAction = {
      ...{ kind: 'tool', method: 'tools/call', tool: 'drop' },
    };
    // A stopped tool that is hidden is no tool.
    const hidden = stopped({
      kind: 'tool',
      serverId: 'orders-1',
      subject: 'drop',
    });
    expect(call({ principal, action, stops: hidden }).reason).toBe(
      'tool.unknown',
    );
    // A stopped server is not there for whoever may not know it.
    const input: DecisionInput = {
      ...{ document: remote, principal, action, feed: 'current', now: NOW },
      stops: stopped({ kind: 'server', subject: 'orders-1' }),
    };
    const told = conceal(input, decide(input));
    expect(told.reason).toBe('server.not-found');
    expect(told.stop).toBeUndefined();
    // And whoever is stopped hears the same of what there is and what there is not.
    const stops = stopped({ kind: 'person', subject: bob });
    expect(call({ principal, stops }).reason).toBe('stop.caller');
    expect(call({ principal, stops, document: undefined }).reason).toBe(
      'stop.caller',
    );
  });

  it('never opens anything: whatever is stopped, no call is allowed that was refused before', () => {
    const kinds: Stop[] = [
      { id: '1', kind: 'server', subject: 'orders-1' },
      { id: '2', kind: 'revision', subject: 'sha256:1' },
      { id: '3', kind: 'tool', serverId: 'orders-1', subject: 'echo' },
      { id: '4', kind: 'grant', subject: 'g1' },
      { id: '5', kind: 'connection', serverId: 'orders-1', subject: ALICE },
      { id: '6', kind: 'person', subject: ALICE },
      { id: '7', kind: 'host', subject: 'mcp.example.com' },
    ];
    const count = { closed: 0 };
    fc.assert(
      fc.property(
        fc.subarray(kinds),
        fc.constantFrom('active', 'suspended', 'waiting'),
        fc.subarray([grantOf('g1'), grantOf('g2', ['echo'])]),
        fc.constantFrom('echo', 'drop', 'none'),
        fc.constantFrom('current', 'behind', 'lost'),
        (stops, status, grants, tool, feed) => {
          const over: Partial<DecisionInput> = {
            document: { ...remote, status, grants } as AccessDocument,
            action: { kind: 'tool', method: 'tools/call', tool },
            feed: feed as DecisionInput['feed'],
          };
          const without = call(over);
          const withStops = call({ ...over, stops: ActiveStops.from(stops) });
          const isAllowed = withStops.effect === 'allow';
          expect(without.effect === 'deny' && isAllowed).toBe(false);
          const isHit = stops.some(
            ({ kind }) => kind !== 'tool' && kind !== 'grant',
          );
          expect(isHit && isAllowed).toBe(false);
          if (without.effect !== withStops.effect) count.closed += 1;
        },
      ),
      { numRuns: 2_000 },
    );
    expect(count.closed).toBeGreaterThan(5);
  });
});
