import type { PermissionEvaluator } from '@sallyport/backstage-plugin-mcp-gateway-common';
import { NOT_ASKED } from '../permissions/NOT_ASKED';
import type { VerifiedToken } from '../tokens/types';
import { authenticate } from './authenticate';
import type { Call } from './types';

const ALICE = 'user:default/alice';
const TRIAGE = 'component:default/triage';
const OF_ALICE: PermissionEvaluator = {
  evaluate: () => ({ effect: 'deny', detail: 'of alice' }),
};

async function who(token: Partial<VerifiedToken>) {
  const of = jest.fn(async () => OF_ALICE);
  const stage = authenticate({
    tokens: {
      verify: async () => ({
        ok: true,
        ...{ tokenId: 't', userEntityRef: ALICE, expiresAt: Infinity },
        ...token,
      }),
    },
    membership: {
      resolve: async userEntityRef => ({
        userEntityRef,
        ownershipEntityRefs: [userEntityRef],
      }),
    },
    decisions: { of },
    agents: {
      stateOf: async () => ({ kind: 'active', sponsor: ALICE }),
    },
  });
  const { kind, call } = await stage({
    headers: { authorization: 'Bearer x' },
    endpoint: 'http://gateway.example/mcp',
  } as Call);
  return { kind, call, of };
}

describe('authenticate, and what the portal’s policy said of who calls', () => {
  it.each<[string, Partial<VerifiedToken>]>([
    ['a person with a gateway token', {}],
    ['a person with a token of the company', { claimedGroups: [] }],
    [
      'an agent that acts for a person',
      { actor: { ref: TRIAGE, kind: 'agent' } },
    ],
  ])('%s: what was said of that person', async (_, token) => {
    const { kind, call, of } = await who(token);
    expect(kind).toBe('continue');
    expect(call.permission).toBe(OF_ALICE);
    expect(of).toHaveBeenCalledWith(ALICE);
  });

  it('an agent under its own name: nothing, whatever was said of its sponsor', async () => {
    const { kind, call, of } = await who({
      userEntityRef: TRIAGE,
      actor: { ref: TRIAGE, kind: 'agent' },
    });
    expect(kind).toBe('continue');
    expect(call.permission).toBe(NOT_ASKED.agent);
    expect(of).not.toHaveBeenCalled();
  });
});
