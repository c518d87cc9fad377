import type { AccessDocument } from '@sallyport/backstage-plugin-mcp-gateway-common';
import type { AccessDirectory } from '../access/types';
import { META } from '../era/META';
import type { UpstreamAnswer } from '../transport/Upstream';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { waitUntil } from '../__testUtils__/waitUntil';
import { ListListeners } from './ListListeners';
import { PersonServers } from './PersonServers';

const ALL = {
  toolsListChanged: true,
  promptsListChanged: true,
  resourcesListChanged: true,
};
const principalOf = (userEntityRef: string) => ({
  userEntityRef,
  ownershipEntityRefs: [userEntityRef],
});
const alice = principalOf('user:default/alice');
const dave = principalOf('user:default/dave');

describe('ListListeners', () => {
  const documents = new Map<string, AccessDocument>();
  const told = new Set<(refs: ReadonlySet<string>) => void>();
  const directory: AccessDirectory = {
    get: ref => documents.get(ref),
    refs: () => [...documents.keys()],
    status: () => ({ sequence: 1, state: 'current' }),
    state: () => 'current',
    sequence: () => 1,
    stops: () => undefined,
    isReady: () => true,
    catchUp: async () => {},
    onChange: listener => {
      told.add(listener);
      return () => void told.delete(listener);
    },
  };
  const put = (name: string, holder: typeof alice, tools?: string[]) => {
    const document: AccessDocument = {
      ...activeServer(name, `http://${name}.example/mcp`),
      version: 1,
      sequence: 1,
      alias: name,
      grants: [grantTo(holder.userEntityRef, { tools })],
    };
    documents.set(document.serverRef, document);
    told.forEach(tell => tell(new Set([document.serverRef])));
  };

  let listeners: ListListeners;
  let leave: AbortController;

  beforeEach(() => {
    documents.clear();
    leave = new AbortController();
    const options = { directory, policies: () => undefined, clock: Date.now };
    const servers = PersonServers.create(options);
    listeners = ListListeners.create({ directory, servers });
  });

  afterEach(() => {
    leave.abort();
    listeners.stop();
  });

  /** What a stream has said so far: its methods, and the whole messages. */
  const follow = ({ body }: UpstreamAnswer) => {
    let read = '';
    const state = { ended: false };
    body.on('data', chunk => (read += chunk));
    body.once('end', () => (state.ended = true));
    const messages = () =>
      [...read.matchAll(/^data: ?(.+)$/gm)].map(([, data]) => JSON.parse(data));
    const methods = () =>
      messages().map(({ method }) => method.replace(/^notifications\//, ''));
    return { state, messages, methods };
  };
  const open = (principal: typeof alice, notifications: object, id = 'sub-1') =>
    follow(
      listeners.open({
        id,
        caller: { principal },
        notifications: { ...notifications },
        signal: leave.signal,
      }),
    );

  it('first says what is granted, and under whose name', async () => {
    const stream = open(alice, {
      toolsListChanged: true,
      promptsListChanged: 'yes',
      resourceSubscriptions: ['db://1'],
    });
    await waitUntil(() => stream.messages().length === 1);
    expect(stream.messages()).toEqual([
      {
        jsonrpc: '2.0',
        method: 'notifications/subscriptions/acknowledged',
        params: {
          notifications: { toolsListChanged: true },
          _meta: { [META.subscriptionId]: 'sub-1' },
        },
      },
    ]);
  });

  it('D2: tells a person of their own servers alone', async () => {
    const alices = open(alice, ALL);
    const daves = open(dave, ALL);
    put('orders', dave);
    await waitUntil(() => daves.methods().length === 4);
    expect(daves.methods().slice(1)).toEqual([
      'tools/list_changed',
      'prompts/list_changed',
      'resources/list_changed',
    ]);
    put('billing', alice);
    await waitUntil(() => alices.methods().length === 4);
    // One round for the one change that was hers.
    expect(alices.methods().slice(1)).toEqual([
      'tools/list_changed',
      'prompts/list_changed',
      'resources/list_changed',
    ]);
    expect(daves.methods()).toHaveLength(4);
  });

  it('tells of tools alone when the grant names others, and of nothing that was not wanted', async () => {
    put('orders', alice, ['echo']);
    const all = open(alice, ALL);
    const prompts = open(alice, { promptsListChanged: true });
    put('orders', alice, ['echo', 'note']);
    put('billing', alice);
    await waitUntil(() => all.methods().length === 5);
    expect(all.methods().slice(1)).toEqual([
      'tools/list_changed',
      'tools/list_changed',
      'prompts/list_changed',
      'resources/list_changed',
    ]);
    expect(prompts.methods().slice(1)).toEqual(['prompts/list_changed']);
  });

  it('tells a person, and nobody else, when a list came late', async () => {
    const alices = open(alice, { toolsListChanged: true });
    const daves = open(dave, { toolsListChanged: true });
    listeners.tell(alice.userEntityRef);
    listeners.tell(dave.userEntityRef);
    listeners.tell(dave.userEntityRef);
    await waitUntil(() => daves.methods().length === 3);
    expect(alices.methods().slice(1)).toEqual(['tools/list_changed']);
  });

  it('ends the stream of whoever leaves, and tells it nothing more', async () => {
    const stream = open(alice, ALL);
    await waitUntil(() => stream.methods().length === 1);
    leave.abort();
    await waitUntil(() => stream.state.ended);
    put('orders', alice);
    listeners.tell(alice.userEntityRef);
    expect(stream.methods()).toHaveLength(1);
  });

  it('listens to no change any more once it is stopped', () => {
    expect(told.size).toBe(1);
    listeners.stop();
    expect(told.size).toBe(0);
  });
});
