import type {
  AccessDocument,
  AccessGrant,
  PermissionEvaluator,
  PolicyEvaluator,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { NOT_ASKED } from '../permissions/NOT_ASKED';
import { askedServers } from './askedServers';

const ALICE = 'user:default/alice';
const ALL = { reads: ['echo'], changes: ['note'], destroys: ['wipe'] };

function server(
  name: string,
  grants: AccessGrant[],
  change: Partial<AccessDocument> = {},
): AccessDocument {
  return {
    ...{ version: 1, sequence: 1 },
    ...activeServer(name, 'https://upstream.example/mcp'),
    grants,
    ...change,
  };
}

function ask(
  documents: AccessDocument[],
  options: {
    serverRef?: string;
    evaluator?: PolicyEvaluator;
    permission?: PermissionEvaluator;
  } = {},
) {
  const known = new Map(documents.map(one => [one.serverRef, one]));
  return askedServers({
    ...(options.serverRef && { serverRef: options.serverRef }),
    directory: { get: ref => known.get(ref), refs: () => [...known.keys()] },
    principal: { userEntityRef: ALICE, ownershipEntityRefs: [ALICE] },
    permission: options.permission ?? NOT_ASKED.off,
    policies: () => options.evaluator,
    now: Date.now(),
  });
}

/** Names of tools by what they do. */
function toolsOf({ servers }: ReturnType<typeof ask>, at = 0) {
  return Object.fromEntries(
    (servers[at].tools ?? []).map(({ effect, names }) => [effect, names]),
  );
}

describe('askedServers', () => {
  const orders = 'api:default/orders';

  it('leaves out what the portal’s permissions refuse the person', () => {
    const permission: PermissionEvaluator = {
      evaluate: ({ serverRef }) =>
        serverRef === orders
          ? { effect: 'deny', detail: 'no' }
          : { effect: 'allow', detail: 'yes' },
    };
    const documents = [
      server('orders', [grantTo(ALICE)]),
      server('files', [grantTo(ALICE)]),
    ];
    expect(ask(documents, { permission }).servers).toMatchObject([
      { serverRef: 'api:default/files', mayUse: true },
    ]);
    expect(ask(documents, { permission, serverRef: orders }).servers).toEqual([
      { serverRef: orders, mayUse: false },
    ]);
  });

  it('names what the person could call, and what it does', () => {
    const all = ask([server('orders', [grantTo(ALICE)])], {
      serverRef: orders,
    });
    expect(all.servers).toMatchObject([
      { serverRef: orders, title: 'orders', mayUse: true },
    ]);
    expect(toolsOf(all)).toEqual(ALL);
    const some = ask([server('orders', [grantTo(ALICE, { tools: ['note'] })])]);
    expect(toolsOf(some)).toEqual({ changes: ['note'] });
  });

  it('leaves out what a policy of the company forbids', () => {
    const evaluator: PolicyEvaluator = {
      version: 'one',
      coverage: 'forbids',
      evaluate: ({ item }) =>
        item.kind === 'tool' && item.name === 'wipe'
          ? { effect: 'deny', policyIds: ['never'] }
          : { effect: 'no-opinion', policyIds: [] },
    };
    const answer = ask([server('orders', [grantTo(ALICE)])], { evaluator });
    expect(toolsOf(answer)).toEqual({ reads: ['echo'], changes: ['note'] });
  });

  it.each<[string, AccessDocument]>([
    ['is not granted', server('orders', [grantTo('user:default/bob')])],
    [
      'was granted for a time that is over',
      server('orders', [
        grantTo(ALICE, { expiresAt: '2020-01-01T00:00:00.000Z' }),
      ]),
    ],
    [
      'is suspended',
      server('orders', [grantTo(ALICE)], { status: 'suspended' }),
    ],
  ])('says nothing of a server that %s, and not that it is there', (_, one) => {
    expect(ask([one], { serverRef: orders })).toEqual({
      servers: [{ serverRef: orders, mayUse: false }],
      moreServers: 0,
    });
    expect(ask([one])).toEqual({ servers: [], moreServers: 0 });
  });

  it('says nothing of a server that the portal’s permissions keep the person from', () => {
    const one = server('orders', [grantTo(ALICE)]);
    const permission: PermissionEvaluator = {
      evaluate: () => ({ effect: 'deny' }),
    };
    expect(ask([one], { permission }).servers).toEqual([]);
    expect(ask([one], { permission, serverRef: orders }).servers).toEqual([
      { serverRef: orders, mayUse: false },
    ]);
  });

  it('says nothing of the tools of a server whose tools nobody knows', () => {
    const { approvedRevision: revision } = server('orders', []);
    const answer = ask([
      server('orders', [grantTo(ALICE)], {
        approvedRevision: { ...revision!, tools: null },
      }),
    ]);
    expect(answer.servers).toEqual([
      { serverRef: orders, title: 'orders', mayUse: true },
    ]);
  });

  it('counts what it does not name: tools of one effect, and servers', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        name: `tool-${String(index).padStart(3, '0')}`,
        digest: 'sha256:x',
        effect: 'destroys' as const,
      }));
    const { approvedRevision: revision } = server('x', []);
    const large = server('orders', [grantTo(ALICE)], {
      approvedRevision: { ...revision!, tools: many(120) },
    });
    const one = ask([large], { serverRef: orders }).servers[0].tools?.[0];
    expect([one?.count, one?.names.length]).toEqual([120, 50]);
    const others = Array.from({ length: 60 }, (_, index) =>
      server(`s${String(index).padStart(2, '0')}`, [grantTo(ALICE)]),
    );
    const all = ask([large, ...others]);
    expect([all.servers.length, all.moreServers]).toEqual([50, 11]);
    const first = all.servers.find(({ serverRef }) => serverRef === orders);
    expect(first?.tools?.[0]).toMatchObject({ count: 120 });
    expect(first?.tools?.[0].names).toHaveLength(8);
  });
});
