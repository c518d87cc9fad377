import type {
  AccessDocument,
  FeedState,
  PermissionEvaluator,
} from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { PersonServers } from './PersonServers';

const ALICE = 'user:default/alice';
const alice = {
  principal: {
    userEntityRef: ALICE,
    ownershipEntityRefs: [ALICE, 'group:default/support'],
  },
};
const LIST = { kind: 'list', method: 'tools/list' } as const;
const HOUR = 3_600_000;

describe('PersonServers', () => {
  const documents = new Map<string, AccessDocument>();
  let feed: FeedState;
  let now: number;

  const directory: AccessDirectory = {
    get: ref => documents.get(ref),
    refs: () => [...documents.keys()],
    status: () => ({ sequence: 1, state: feed }),
    state: () => feed,
    sequence: () => 1,
    stops: () => undefined,
    isReady: () => true,
    catchUp: async () => {},
    onChange: () => () => {},
  };
  const options = { directory, policies: () => undefined, clock: () => now };
  const servers = PersonServers.create(options);
  const put = (name: string, over: Partial<AccessDocument> = {}) => {
    const document: AccessDocument = {
      ...activeServer(name, `http://${name}.example/mcp`),
      version: 1,
      sequence: 1,
      alias: name,
      grants: [grantTo(ALICE)],
      ...over,
    };
    documents.set(document.serverRef, document);
  };
  const listed = () => servers.allowed(alice, LIST).map(({ alias }) => alias);

  beforeEach(() => {
    documents.clear();
    feed = 'current';
    now = Date.now();
  });

  it('knows those that the person holds a grant for, themselves or by a group, in order', () => {
    put('zebra');
    put('mine');
    put('ours', { grants: [grantTo('group:default/support')] });
    put('theirs', { grants: [grantTo('user:default/dave')] });
    put('nobodys', { grants: [] });
    expect(listed()).toEqual(['mine', 'ours', 'zebra']);
    expect(servers.find(alice, 'ours')?.serverRef).toBe('api:default/ours');
  });

  it('D2: does not tell another’s server from one that is not there', () => {
    put('theirs', { grants: [grantTo('user:default/dave')] });
    expect(servers.find(alice, 'theirs')).toBeUndefined();
    expect(servers.find(alice, 'no-such')).toBeUndefined();
  });

  it('leaves out what the portal’s permissions do not let the person use', () => {
    put('mine');
    put('risky', { riskTier: 'critical' });
    const permission: PermissionEvaluator = {
      evaluate: ({ riskTier }) => ({
        effect: riskTier === 'critical' ? 'deny' : 'allow',
      }),
    };
    const caller = { ...alice, permission };
    expect(servers.allowed(caller, LIST).map(({ alias }) => alias)).toEqual([
      'mine',
    ]);
    expect(servers.find(caller, 'risky')).toBeUndefined();
    const before = servers.fingerprint(caller);
    put('risky', { riskTier: 'low' });
    expect(servers.find(caller, 'risky')?.alias).toBe('risky');
    expect(servers.fingerprint(caller).tools).not.toBe(before.tools);
  });

  it('leaves out what is not served: suspended, without an approved revision, without an alias', () => {
    put('stopped', { status: 'suspended' });
    put('unapproved', { approvedRevision: undefined });
    put('nameless', { alias: undefined });
    expect(listed()).toEqual([]);
  });

  it('knows none when the feed is lost, or the grant has ended by the clock', () => {
    put('mine');
    expect(listed()).toEqual(['mine']);
    now += 2 * HOUR;
    expect(listed()).toEqual([]);
    now -= 2 * HOUR;
    feed = 'lost';
    expect(listed()).toEqual([]);
  });

  describe('fingerprint', () => {
    const seen = () => servers.fingerprint(alice);

    it('stays when what changes is not the person’s', () => {
      put('mine', { grants: [grantTo(ALICE, { tools: ['echo'] })] });
      const before = seen();
      put('theirs', { grants: [grantTo('user:default/dave')] });
      put('mine', {
        sequence: 9,
        title: 'Another title',
        grants: [
          grantTo(ALICE, { tools: ['echo'] }),
          grantTo('user:default/dave'),
        ],
      });
      expect(seen()).toEqual(before);
    });

    it('tells tools alone when the grant names other tools', () => {
      put('mine', { grants: [grantTo(ALICE, { tools: ['echo'] })] });
      const before = seen();
      put('mine', { grants: [grantTo(ALICE, { tools: ['echo', 'note'] })] });
      expect(seen().tools).not.toBe(before.tools);
      expect(seen().others).toBe(before.others);
    });

    it('tells both when a server comes, and when a grant ends by the clock', () => {
      put('mine');
      const one = seen();
      put('second');
      const two = seen();
      expect(two.tools).not.toBe(one.tools);
      expect(two.others).not.toBe(one.others);
      now += 2 * HOUR;
      expect(seen().tools).not.toBe(two.tools);
      expect(seen().others).not.toBe(two.others);
    });
  });
});
