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

const ORDERS = 'api:default/orders';

// Grants hold on their own: with the permission framework on or off (P1), with servers that stream or do not.
describe.each([
  { json: false, permissions: true },
  { json: true, permissions: false },
])(
  'the loop (answers as plain JSON: $json, permission framework: $permissions)',
  ({ json, permissions }) => {
    let upstream: Upstream;
    let gateway: TestGateway;
    let token: string;

    beforeAll(async () => {
      upstream = await startUpstream({ json });
      gateway = await startGateway({
        permissions,
        prepare: registry => registry.put(activeServer('orders', upstream.url)),
      });
      token = await gateway.token('alice', 'orders');
    });

    beforeEach(async () => {
      gateway.registry.put(activeServer('orders', upstream.url));
      await gateway.applied();
      upstream.called.length = 0;
    });

    afterAll(async () => {
      await gateway.stop();
      await upstream.stop();
    });

    const grant = (tools?: string[], subject = 'user:default/alice') =>
      gateway.registry.change(ORDERS, {
        grants: [grantTo(subject, { tools })],
      });

    it('is closed before a grant, and says where to ask', async () => {
      const before = upstream.seen.length;
      await expect(connect(gateway.endpoint('orders'), token)).rejects.toThrow(
        /You have no access to this server.*ai-tools\/request\?server=api%3Adefault%2Forders/,
      );
      for (const body of [
        initialize,
        message('tools/list'),
        message('tools/call', { name: 'echo', arguments: {} }),
      ]) {
        const response = await send(gateway.endpoint('orders'), {
          token,
          body,
        });
        expect(response.status).toBe(200);
        const answer = await response.json();
        expect(answer.id).toBe(1);
        expect(answer.error.data.reason).toBe('grant.missing');
      }
      expect(upstream.seen).toHaveLength(before);
    });

    it('lists and calls exactly what was granted, at once', async () => {
      grant(['echo']);
      const { client } = await connect(gateway.endpoint('orders'), token);
      const { tools } = await client.listTools();
      expect(tools.map(tool => tool.name)).toEqual(['echo']);
      const result = await client.callTool({ name: 'echo', arguments: {} });
      expect(result.content).toEqual([
        { type: 'text', text: 'echo was called' },
      ]);
      // What a person reads in the client is the reason, not a number.
      await expect(
        client.callTool({ name: 'wipe', arguments: {} }),
      ).rejects.toThrow(/does not cover this tool/);
      expect(upstream.called).toEqual(['echo']);
      await client.close();
    });

    it('hides and refuses a tool that nobody approved, also from a grant for all tools', async () => {
      grant();
      const { client } = await connect(gateway.endpoint('orders'), token);
      const { tools } = await client.listTools();
      expect(tools.map(tool => tool.name)).toEqual(['echo', 'note', 'wipe']);
      await expect(
        client.callTool({ name: 'grown', arguments: {} }),
      ).rejects.toThrow(/no such tool/);
      expect(upstream.called).toEqual([]);
      await client.close();
    });

    it('lists everything while the tools are not known and all are granted', async () => {
      const { approvedRevision } = activeServer('orders', upstream.url);
      gateway.registry.change(ORDERS, {
        approvedRevision: { ...approvedRevision!, tools: null },
        grants: [grantTo('user:default/alice')],
      });
      await gateway.applied();
      const { client } = await connect(gateway.endpoint('orders'), token);
      expect((await client.listTools()).tools).toHaveLength(4);
      await client.close();
    });

    it("covers a group's people, and those of the groups below it", async () => {
      for (const subject of [
        'group:default/web-team',
        'group:default/engineering',
      ]) {
        grant(undefined, subject);
        const { client } = await connect(gateway.endpoint('orders'), token);
        await client.close();
      }
      grant(undefined, 'group:default/finance');
      await gateway.applied();
      await expect(connect(gateway.endpoint('orders'), token)).rejects.toThrow(
        /no access/,
      );
    });

    it('ends with the revocation, in open sessions too', async () => {
      grant();
      const { client } = await connect(gateway.endpoint('orders'), token);
      await client.callTool({ name: 'echo', arguments: {} });
      gateway.registry.change(ORDERS, { grants: [] });
      await gateway.applied();
      await expect(
        client.callTool({ name: 'echo', arguments: {} }),
      ).rejects.toThrow(/no access/);
      expect(upstream.called).toEqual(['echo']);
      await client.close();
    });

    it('ends when the grant says so', async () => {
      gateway.registry.change(ORDERS, {
        grants: [
          grantTo('user:default/alice', {
            expiresAt: new Date(Date.now() - 1).toISOString(),
          }),
        ],
      });
      await expect(connect(gateway.endpoint('orders'), token)).rejects.toThrow(
        /no access/,
      );
    });

    it.each([
      ['suspended', 'server.suspended'],
      ['waiting', 'server.waiting'],
      ['registered', 'server.not-served'],
      ['retired', 'server.retired'],
    ] as const)(
      'serves nobody while the server is %s',
      async (status, reason) => {
        gateway.registry.change(ORDERS, {
          status,
          grants: [grantTo('user:default/alice')],
        });
        await gateway.applied();
        const response = await send(gateway.endpoint('orders'), {
          token,
          body: message('tools/call', { name: 'echo', arguments: {} }),
        });
        expect(response.status).toBe(200);
        expect((await response.json()).error.data.reason).toBe(reason);
        expect(upstream.called).toEqual([]);
      },
    );

    it('serves a deprecated server until its last moment, in open sessions too, and not one without such a moment', async () => {
      const deprecate = async (servedUntil?: string) => {
        gateway.registry.change(ORDERS, {
          status: 'deprecated',
          servedUntil,
          grants: [grantTo('user:default/alice')],
        });
        await gateway.applied();
      };
      await deprecate(new Date(Date.now() + 3_600_000).toISOString());
      const { client } = await connect(gateway.endpoint('orders'), token);
      await client.callTool({ name: 'echo', arguments: {} });
      expect(upstream.called).toEqual(['echo']);
      for (const moment of [new Date().toISOString(), undefined]) {
        await deprecate(moment);
        await expect(
          client.callTool({ name: 'echo', arguments: {} }),
        ).rejects.toThrow(/retired/);
      }
      expect(upstream.called).toEqual(['echo']);
      await client.close();
    });

    it('serves nobody without an approved revision', async () => {
      gateway.registry.change(ORDERS, {
        approvedRevision: undefined,
        grants: [grantTo('user:default/alice')],
      });
      await gateway.applied();
      const response = await send(gateway.endpoint('orders'), {
        token,
        body: message('tools/call', { name: 'echo', arguments: {} }),
      });
      expect((await response.json()).error.data.reason).toBe(
        'server.not-served',
      );
      expect(upstream.called).toEqual([]);
    });
  },
);
