import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  decide,
  type AccessDocument,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { NOT_ASKED } from '../permissions/NOT_ASKED';
import { authenticate } from '../pipeline/authenticate';
import type { Call } from '../pipeline/types';
import { ManualClock } from './__testUtils__/ManualClock';
import { CatalogMembership } from './CatalogMembership';

const ALICE = 'user:default/alice';
const TEAM = 'group:default/web-team';

const DOCUMENT: AccessDocument = {
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
    tools: [{ name: 'echo', digest: 'a', effect: 'reads' }],
  },
  grants: [
    {
      id: 'of-the-team',
      subject: TEAM,
      tools: { kind: 'all' },
      expiresAt: '2027-11-23T00:00:00.000Z',
    },
  ],
};

function entity(kind: string, name: string, groups: string[]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { namespace: 'default', name },
    spec: {},
    relations: groups.map(targetRef => ({ type: 'memberOf', targetRef })),
  };
}

describe('somebody who is removed from a group in the catalog', () => {
  function setUp() {
    const alice = { groups: [TEAM] };
    const catalog = catalogServiceMock.mock({
      getEntityByRef: jest.fn(async () =>
        entity('User', 'alice', alice.groups),
      ),
      getEntitiesByRefs: jest.fn(async () => ({
        items: alice.groups.map(() => entity('Group', 'web-team', [])),
      })),
    });
    const clock = new ManualClock();
    const stage = authenticate({
      membership: CatalogMembership.create({
        catalog,
        auth: mockServices.auth(),
        clock,
      }),
      decisions: { of: async () => NOT_ASKED.off },
      // The same token all the time, and it holds.
      tokens: {
        verify: async () => ({
          ok: true,
          tokenId: 't',
          userEntityRef: ALICE,
          expiresAt: Number.MAX_SAFE_INTEGER,
        }),
      },
    });
    const call = async () => {
      const result = await stage({
        headers: { authorization: 'Bearer the-same-token' },
        endpoint: 'http://gateway.example/servers/default/orders/mcp',
      } as Call);
      const { principal } = result.call;
      if (!principal) throw new Error('Nobody was authenticated');
      return decide({
        document: DOCUMENT,
        principal,
        action: { kind: 'tool', method: 'tools/call', tool: 'echo' },
        feed: 'current',
        now: clock.now(),
      }).reason;
    };
    return { alice, clock, call };
  }

  it('loses what the group was granted within 60 seconds, with the same token', async () => {
    const { alice, clock, call } = setUp();
    expect(await call()).toBe('granted');
    alice.groups = [];
    clock.advance(59_999);
    expect(await call()).toBe('granted');
    clock.advance(1);
    expect(await call()).toBe('grant.missing');
  });

  it('is not kept in it by calling all the time', async () => {
    const { alice, clock, call } = setUp();
    await call();
    alice.groups = [];
    const said: string[] = [];
    for (let second = 1; second <= 61; second++) {
      clock.advance(1_000);
      said.push(await call());
    }
    expect(said.indexOf('grant.missing')).toBe(59);
    expect(said.slice(59)).toEqual(['grant.missing', 'grant.missing']);
  });

  it('gets it back in the same time', async () => {
    const { alice, clock, call } = setUp();
    alice.groups = [];
    expect(await call()).toBe('grant.missing');
    alice.groups = [TEAM];
    clock.advance(60_000);
    expect(await call()).toBe('granted');
  });
});
