import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { activeServer, grantTo } from '../__testUtils__/documents';
import { connect, modern, send } from '../__testUtils__/mcpRequests';
import { startGateway, type TestGateway } from '../__testUtils__/startGateway';
import { startUpstream, type Upstream } from '../__testUtils__/startUpstream';
import { waitUntil } from '../__testUtils__/waitUntil';

jest.setTimeout(60_000);

const POLICIES = `
@id("web-team-calls")
permit(principal in THVGroup::"web-team", action == Action::"call_tool", resource in MCP::"orders")
when { resource.effect != "destroys" };

@id("owners-all")
permit(principal, action, resource) when { principal in resource.owner };

@id("no-secrets")
forbid(principal, action == Action::"call_tool", resource == Tool::"note")
when { context has arg_text && context.arg_text like "*secret*" };

@id("draft-no-echo")
@mode("observe")
forbid(principal, action, resource == Tool::"echo");
`;

describe('company policies', () => {
  let folder: string;
  let upstream: Upstream;
  let gateway: TestGateway;
  let alice: string;
  let bob: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policies-'));
    await writeFile(join(folder, 'a.cedar'), POLICIES);
    upstream = await startUpstream({ json: true });
    gateway = await startGateway({
      policies: { folder, reloadSeconds: 1 },
      prepare: registry =>
        registry.put({
          ...activeServer('orders', upstream.url),
          grants: [grantTo('user:default/alice'), grantTo('user:default/bob')],
        }),
    });
    alice = await gateway.token('alice', 'orders');
    bob = await gateway.token('bob', 'orders');
  });

  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
    await rm(folder, { recursive: true });
  });

  const call = async (token: string, name: string, args: object = {}) => {
    const response = await send(gateway.endpoint('orders'), {
      token,
      ...modern('tools/call', { name, arguments: args }),
    });
    const { error } = await response.json();
    return error?.data?.reason ?? 'granted';
  };

  it('decide after the grant: what none permits and what one forbids is refused and never sent', async () => {
    expect(await call(alice, 'echo')).toBe('granted');
    expect(await call(alice, 'note', { text: 'hello' })).toBe('granted');
    upstream.called.length = 0;
    expect(await call(alice, 'wipe')).toBe('policy.not-permitted');
    expect(await call(alice, 'note', { text: 'my secret' })).toBe(
      'policy.forbidden',
    );
    expect(upstream.called).toEqual([]);
    expect(await call(bob, 'wipe')).toBe('granted');
  });

  it('refuse as a JSON-RPC error over HTTP 200, in words that name the tool', async () => {
    const response = await send(gateway.endpoint('orders'), {
      token: alice,
      ...modern('tools/call', { name: 'wipe', arguments: {} }),
    });
    expect(response.status).toBe(200);
    const { error } = await response.json();
    expect(error.message).toContain('Refused by the gateway: the tool wipe');
  });

  it('the record says which policies of which version, and what those that are observed would do', async () => {
    const before = (await gateway.calls(0)).length;
    await call(alice, 'echo');
    const recorded = await gateway.calls(before + 1);
    // Records of calls before may still be on their way: what every one of these says is the same.
    const id = recorded.find(
      ({ tool, user }) => tool === 'echo' && user === 'user:default/alice',
    )?.id;
    const { body } = await gateway.as('bob').get(`/calls/${id}`);
    expect(body.trace.slice(-2)).toEqual([
      {
        layer: 'policy',
        outcome: 'observe',
        detail: 'would refuse: draft-no-echo',
      },
      {
        layer: 'policy',
        outcome: 'pass',
        detail: expect.stringMatching(/^[0-9a-f]{12}: web-team-calls$/),
      },
    ]);
  });

  it('a list shows what may be called with some arguments', async () => {
    const names = async (token: string) => {
      const { client } = await connect(gateway.endpoint('orders'), token);
      const { tools } = await client.listTools();
      await client.close();
      return tools.map(({ name }) => name).sort();
    };
    expect(await names(alice)).toEqual(['echo', 'note']);
    expect(await names(bob)).toEqual(['echo', 'note', 'wipe']);
  });

  it('never open what no grant covers', async () => {
    const dave = await gateway.token('dave', 'orders');
    expect(await call(dave, 'echo')).toMatch(
      /^(grant\.missing|server\.not-found)$/,
    );
  });

  it('prompts and resources are decided by their names', async () => {
    const response = await send(gateway.endpoint('orders'), {
      token: alice,
      ...modern('resources/read', { uri: 'file:///a' }),
    });
    const { error } = await response.json();
    expect(error.data.reason).toBe('policy.not-permitted');
  });

  it('arguments that are no object are never decided as if there were none', async () => {
    upstream.called.length = 0;
    const response = await send(gateway.endpoint('orders'), {
      token: alice,
      ...modern('tools/call', { name: 'note', arguments: ['secret'] }),
    });
    const { error } = await response.json();
    expect(error).toBeDefined();
    expect(error.data.reason).toBe('message.invalid');
    expect(upstream.called).toEqual([]);
  });

  it('a change holds without a restart', async () => {
    expect(await call(alice, 'echo')).toBe('granted');
    await writeFile(
      join(folder, 'a.cedar'),
      'forbid(principal, action, resource == Tool::"echo");',
    );
    // A call that is open when the policies change is decided again, and ended: then its connection closes.
    const reason = () => call(alice, 'echo').catch(() => 'ended');
    await waitUntil(async () => (await reason()) === 'policy.forbidden');
    // Where nothing is permitted by policy, what none forbids goes on.
    expect(await call(alice, 'wipe')).toBe('granted');
  });
});

describe('a gateway whose policies have a mistake', () => {
  it('does not start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'policies-'));
    await writeFile(join(folder, 'a.cedar'), 'permit(principal);');
    await expect(startGateway({ policies: { folder } })).rejects.toThrow(
      /a\.cedar:1/,
    );
    await rm(folder, { recursive: true });
  });
});
