import fc from 'fast-check';
import type { AccessDocument } from '../access/accessDocument';
import { conceal } from './conceal';
import { decide } from './decide';
import type { CallAction, DecisionInput } from './types';

const NOW = Date.parse('2026-11-23T08:00:00Z');

const tool = fc.constantFrom('echo', 'secret', 'nowhere');
const action: fc.Arbitrary<CallAction> = fc.oneof(
  tool.map(name => ({
    kind: 'tool' as const,
    method: 'tools/call',
    tool: name,
  })),
  fc.constant({ kind: 'task' as const, method: 'tasks/get' }),
  fc.constantFrom('session', 'list', 'other').map(kind => ({
    kind: kind as 'session' | 'list' | 'other',
    method: 'any',
  })),
);
const document: fc.Arbitrary<AccessDocument> = fc.record({
  version: fc.constant(1 as const),
  sequence: fc.nat(),
  serverId: fc.constant('id'),
  serverRef: fc.constant('api:default/orders'),
  title: fc.string(),
  owner: fc.constant('group:default/data-platform'),
  status: fc.constantFrom(
    'registered',
    'waiting',
    'active',
    'deprecated',
    'suspended',
    'retired',
  ),
  riskTier: fc.constantFrom('low', 'critical'),
  dataClassification: fc.constantFrom('public', 'restricted'),
  approvedRevision: fc.option(
    fc.constant({
      digest: 'sha256:1',
      upstream: { type: 'streamable-http' as const, url: 'http://up/mcp' },
      tools: [
        { name: 'echo', digest: 'sha256:2', effect: 'reads' as const },
        {
          name: 'secret',
          digest: 'sha256:3',
          effect: 'reads' as const,
          hidden: true as const,
        },
      ],
    }),
    { nil: undefined },
  ),
  grants: fc.constant([]),
});
const input: fc.Arbitrary<DecisionInput> = fc.record({
  document: fc.option(document, { nil: undefined }),
  principal: fc.constant({
    userEntityRef: 'user:default/eve',
    ownershipEntityRefs: ['user:default/eve'],
  }),
  action,
  feed: fc.constantFrom('current', 'behind', 'lost'),
  now: fc.constant(NOW),
});

describe('conceal', () => {
  it('D2: says of any server, in any state, what it says of none', () => {
    fc.assert(
      fc.property(input, given => {
        const { trace, ...told } = conceal(given, decide(given));
        const { trace: plain, ...unknown } = decide({
          ...given,
          document: undefined,
        });
        expect(told).toEqual(unknown);
        expect(trace.slice(0, -1)).toEqual(plain);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('D2: a hidden tool that is not granted is decided like one that is not there', () => {
    fc.assert(
      fc.property(input, fc.boolean(), (given, hasGrant) => {
        const grants = [
          {
            id: 'g',
            subject: 'user:default/eve',
            tools: { kind: 'named' as const, names: ['echo'] },
            expiresAt: '2026-11-23T09:00:00Z',
          },
        ];
        const held = given.document && {
          ...given.document,
          grants: hasGrant ? grants : [],
        };
        const ask = (name: string) =>
          decide({
            ...given,
            document: held,
            action: { kind: 'tool', method: 'tools/call', tool: name },
          });
        expect(ask('secret')).toEqual(ask('nowhere'));
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('a hidden tool that is granted is a tool like any other', () => {
    fc.assert(
      fc.property(document, base => {
        const served = {
          ...base,
          status: 'active' as const,
          grants: [
            {
              id: 'g',
              subject: 'user:default/eve',
              tools: { kind: 'named' as const, names: ['secret'] },
              expiresAt: '2026-11-23T09:00:00Z',
            },
          ],
        };
        const { effect } = decide({
          document: served,
          principal: {
            userEntityRef: 'user:default/eve',
            ownershipEntityRefs: [],
          },
          action: { kind: 'tool', method: 'tools/call', tool: 'secret' },
          feed: 'current',
          now: NOW,
        });
        expect(effect).toBe(served.approvedRevision ? 'allow' : 'deny');
      }),
      { seed: 7 },
    );
  });
});
