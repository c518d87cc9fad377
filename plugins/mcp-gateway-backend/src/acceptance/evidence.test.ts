import { activeServer, grantTo } from '../__testUtils__/documents';
import {
  connect,
  initialize,
  message,
  send,
} from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';

jest.setTimeout(60_000);

const SECRET = 'a-secret-in-the-arguments';

describe('what goes out and what is written down', () => {
  let upstream: Upstream;
  let gateway: TestGateway;

  beforeEach(async () => {
    upstream = await startUpstream();
    gateway = await startGateway({
      prepare: registry =>
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice', { id: 'the-grant' })],
        }),
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  it("never sends the client's token, cookies or Backstage headers to a server", async () => {
    const token = await gateway.token('alice', 'orders');
    await send(gateway.endpoint('orders'), {
      token,
      body: initialize,
      headers: {
        cookie: 'session=of-the-portal',
        'x-backstage-token': 'of-the-portal',
        'proxy-authorization': 'Basic b2Y6cG9ydGFs',
        'x-forwarded-user': 'root',
      },
    });
    expect(upstream.seen).toHaveLength(1);
    const sent = JSON.stringify(upstream.seen);
    expect(sent).not.toContain(token);
    expect(sent).not.toContain('of-the-portal');
    const names = Object.keys(upstream.seen[0].headers);
    for (const name of [
      'authorization',
      'cookie',
      'proxy-authorization',
      'x-backstage-token',
      'x-forwarded-user',
    ]) {
      expect(names).not.toContain(name);
    }
  });

  it('forwards the bytes that were decided', async () => {
    const body =
      '{ "id": 7,  "jsonrpc":"2.0", "method":"ping", "params":{"_meta":{"n":1.0}} }';
    await send(gateway.endpoint('orders'), {
      token: await gateway.token('alice', 'orders'),
      body,
    });
    expect(upstream.seen.map(request => request.body)).toEqual([body]);
  });

  it('writes every request down exactly once, refused ones too', async () => {
    const endpoint = gateway.endpoint('orders');
    const alice = await gateway.token('alice', 'orders');
    const dave = await gateway.token('dave', 'orders');
    const call = (name: string) =>
      message('tools/call', { name, arguments: { secret: SECRET } });

    await send(endpoint, { body: message('tools/list') });
    await send(endpoint, { token: 'garbage', body: message('tools/list') });
    await send(endpoint, { token: alice, body: '{' });
    await send(endpoint, { token: dave, body: call('echo') });
    await send(endpoint, {
      token: alice,
      body: call('grown\nDENY forged line'),
    });
    const { client } = await connect(endpoint, alice);
    await client.listTools();
    await client.callTool({ name: 'echo', arguments: { secret: SECRET } });
    await client.callTool({ name: 'wipe', arguments: { secret: SECRET } });
    await client.close();

    // Seven requests above, and initialize, notifications/initialized and the stream of the SDK's client.
    const calls = await gateway.calls(11);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    const told = calls.map(({ user, method, tool, decision, reason }) => ({
      user,
      method,
      tool,
      decision,
      reason,
    }));
    const user = 'user:default/alice';
    const allowed = { user, decision: 'allow', reason: 'granted' };
    const denied = { decision: 'deny' };
    const expected = [
      { ...denied, method: 'http', reason: 'unauthenticated.missing-token' },
      { ...denied, method: 'http', reason: 'unauthenticated.invalid-token' },
      { ...denied, user, method: 'http', reason: 'message.malformed' },
      {
        ...denied,
        user: 'user:default/dave',
        method: 'tools/call',
        tool: 'echo',
        reason: 'grant.missing',
      },
      { ...allowed, method: 'initialize' },
      { ...allowed, method: 'notifications/initialized' },
      { ...allowed, method: 'tools/list' },
      { ...allowed, method: 'tools/call', tool: 'echo' },
      { ...allowed, method: 'tools/call', tool: 'wipe' },
    ];
    for (const entry of expected) {
      expect(
        told.filter(item =>
          Object.entries(entry).every(
            ([key, value]) => item[key as keyof typeof item] === value,
          ),
        ),
      ).toHaveLength(1);
    }
    const forged = told.filter(item => item.reason === 'tool.unknown');
    expect(forged).toHaveLength(1);
    expect(forged[0].tool).not.toContain('\n');

    const wipe = calls.find(item => item.tool === 'wipe');
    expect(wipe).toMatchObject({
      serverRef: 'api:default/orders',
      grantId: 'the-grant',
      revisionDigest: 'sha256:orders',
      client: expect.stringContaining('sdk'),
    });
    const everything = JSON.stringify(calls);
    for (const secret of [SECRET, alice, dave]) {
      expect(everything).not.toContain(secret);
    }
  });

  it('shows people their own calls, owners those on their servers, and outsiders neither', async () => {
    await send(gateway.endpoint('orders'), {
      token: await gateway.token('alice', 'orders'),
      body: message('tools/call', { name: 'grown' }),
    });
    await gateway.calls(1);
    const count = async (person: string, role: string) =>
      (await gateway.as(person).get(`/calls?role=${role}`)).body.items.length;
    expect(await count('alice', 'mine')).toBe(1);
    expect(await count('dave', 'mine')).toBe(0);
    expect(await count('dave', 'owned')).toBe(0);
  });

  it('refuses what changes things while the registry cannot be heard', async () => {
    const token = await gateway.token('alice', 'orders');
    const { client } = await connect(gateway.endpoint('orders'), token);
    gateway.registry.setDown(true);
    await gateway.feedIs('behind');
    await client.callTool({ name: 'echo', arguments: {} });
    await expect(
      client.callTool({ name: 'wipe', arguments: {} }),
    ).rejects.toThrow(/cannot check right now/);
    expect(upstream.called).toEqual(['echo']);

    gateway.registry.setDown(false);
    await gateway.feedIs('current');
    await client.callTool({ name: 'wipe', arguments: {} });
    await client.close();
  });
});
