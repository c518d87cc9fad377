import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { RegistryCaller } from '../registry/RegistryCaller';
import { createProposeDecisionAction } from './createProposeDecisionAction';
import { createRegisterServerAction } from './createRegisterServerAction';
import { createRequestAccessAction } from './createRequestAccessAction';

const alice = mockCredentials.user('user:default/alice');

const DEFINITION = {
  name: 'tickets',
  description: 'Finds support tickets',
  owner: 'group:default/data-platform',
  riskTier: 'low' as const,
  dataClassification: 'internal' as const,
};

interface Seen {
  call: string;
  authorization: string | undefined;
  body: unknown;
}

describe('actions', () => {
  let server: Server;
  let seen: Seen[];
  let answer: { status: number; body: unknown };
  let registry: RegistryCaller;

  beforeEach(async () => {
    seen = [];
    server = createServer((req, res) => {
      let text = '';
      req.on('data', chunk => (text += chunk));
      req.on('end', () => {
        seen.push({
          call: `${req.method} ${req.url}`,
          authorization: req.headers.authorization,
          body: text ? JSON.parse(text) : undefined,
        });
        res.writeHead(answer.status, { 'Content-Type': 'application/json' });
        res.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    registry = RegistryCaller.create({
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async pluginId =>
          `http://127.0.0.1:${port}/api/${pluginId}`,
      }),
    });
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function contextOf<T extends object>(input: T, more: object = {}) {
    const output: Record<string, unknown> = {};
    const saved = new Map<string, unknown>();
    // The mock keeps only some of the options that it is given.
    const context: any = {
      ...createMockActionContext(),
      input,
      getInitiatorCredentials: async () => alice,
      output: (name: string, value: unknown) => {
        output[name] = value;
      },
      checkpoint: async (options: {
        key: string;
        fn: () => Promise<unknown>;
      }) => {
        if (!saved.has(options.key)) {
          saved.set(options.key, await options.fn());
        }
        return saved.get(options.key);
      },
      ...more,
    };
    return { context, output };
  }

  const refusal = (status: number, message: string) => ({
    status,
    body: {
      error: { name: 'Error', message },
      response: { statusCode: status },
    },
  });

  describe('mcp-registry:access:request', () => {
    const action = () => createRequestAccessAction({ registry });
    const input = { serverRef: 'orders', purpose: 'Report on orders' };

    it('asks as the person who runs the template, through the scaffolder', async () => {
      answer = {
        status: 201,
        body: { id: 'r1', serverRef: 'api:default/orders', state: 'pending' },
      };
      const { context, output } = contextOf(input);
      await action().handler(context);

      expect(seen).toEqual([
        {
          call: 'POST /api/mcp-registry/access-requests',
          authorization: mockCredentials.service.header({
            onBehalfOf: alice,
            targetPluginId: 'mcp-registry',
          }),
          body: {
            serverRef: 'api:default/orders',
            purpose: 'Report on orders',
            tools: { kind: 'all' },
            durationDays: 30,
          },
        },
      ]);
      expect(output).toEqual({
        requestId: 'r1',
        serverRef: 'api:default/orders',
        state: 'pending',
      });
    });

    it('asks once, however often a recovered task comes by', async () => {
      answer = {
        status: 201,
        body: { id: 'r1', serverRef: 'api:default/orders', state: 'pending' },
      };
      const { context } = contextOf(input);
      await action().handler(context);
      await action().handler(context);
      expect(seen).toHaveLength(1);
    });

    it('looks and asks for nothing in a dry run', async () => {
      answer = { status: 200, body: {} };
      const { context, output } = contextOf(input, { isDryRun: true });
      await action().handler(context);
      expect(seen.map(({ call }) => call)).toEqual([
        'GET /api/mcp-registry/servers/default/orders',
      ]);
      expect(output.serverRef).toBe('api:default/orders');
    });

    it.each([
      [404, 'NotFoundError'],
      [403, 'NotAllowedError'],
      [409, 'ConflictError'],
      [400, 'InputError'],
    ])('passes a %i on as %s, in words', async (status, name) => {
      answer = refusal(status, 'Because of this.');
      await expect(
        action().handler(contextOf(input).context),
      ).rejects.toMatchObject({
        name,
        message: 'Access was not requested: Because of this.',
      });
    });

    it('says what to do when the registry is out of order', async () => {
      answer = { status: 502, body: 'no gateway' };
      await expect(action().handler(contextOf(input).context)).rejects.toThrow(
        /the registry answered 502. Try again in a moment/,
      );
    });

    it.each([
      [
        { ...input, serverRef: 'component:default/orders' },
        /api:default\/orders/,
      ],
      [{ ...input, serverRef: 'api:' }, /api:default\/orders/],
      [{ ...input, tools: { kind: 'named', names: [] } }, /at least one tool/],
    ])('refuses %j without asking', async (bad, message) => {
      await expect(action().handler(contextOf(bad).context)).rejects.toThrow(
        message,
      );
      expect(seen).toEqual([]);
    });
  });

  describe('mcp-registry:server:register', () => {
    const action = () => createRegisterServerAction({ registry });
    const input = { ...DEFINITION, upstreamUrl: 'https://t.example.com/mcp' };

    it('registers once and says that it waits for review', async () => {
      answer = {
        status: 201,
        body: {
          serverId: 's1',
          serverRef: 'api:default/tickets',
          status: 'waiting',
        },
      };
      const { context, output } = contextOf(input);
      await action().handler(context);
      await action().handler(context);

      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({
        call: 'POST /api/mcp-registry/servers',
        body: {
          ...DEFINITION,
          upstream: {
            type: 'streamable-http',
            url: 'https://t.example.com/mcp',
          },
        },
      });
      expect(seen[0].body).not.toHaveProperty('upstreamUrl');
      expect(output).toEqual({
        serverId: 's1',
        serverRef: 'api:default/tickets',
        status: 'waiting',
      });
    });

    const PACKAGE = {
      registry: 'npm' as const,
      identifier: '@example/mcp-notes',
      version: '1.2.3',
    };

    it('registers a package, with what it may reach', async () => {
      answer = {
        status: 201,
        body: {
          serverId: 's1',
          serverRef: 'api:default/tickets',
          status: 'waiting',
        },
      };
      const { context } = contextOf({
        ...DEFINITION,
        kind: 'package' as const,
        // Left over from before somebody chose the package.
        upstreamUrl: 'https://t.example.com/mcp',
        package: PACKAGE,
        run: { command: '', args: ['/notes'], env: {} },
        isolation: 'per-user' as const,
        permissionProfile: { write: ['volume://notes:/notes'] },
      });
      await action().handler(context);
      expect(seen[0].body).toEqual({
        ...DEFINITION,
        package: PACKAGE,
        run: { args: ['/notes'] },
        isolation: 'per-user',
        permissionProfile: { write: ['volume://notes:/notes'] },
      });
    });

    it.each<[string, object, RegExp]>([
      ['neither', {}, /Give the address/],
      ['no package', { kind: 'package' }, /Give the address/],
      [
        'both',
        { upstreamUrl: 'https://t.example.com/mcp', package: PACKAGE },
        /an address and a package/,
      ],
      [
        'a profile that is none',
        { package: PACKAGE, permissionProfile: { read: 'all' } },
        /permissionProfile.read is not understood/,
      ],
    ])('refuses %s without asking', async (_, more, message) => {
      await expect(
        action().handler(contextOf({ ...DEFINITION, ...more }).context),
      ).rejects.toThrow(message);
      expect(seen).toEqual([]);
    });

    it('finds a taken name in a dry run, and writes nothing', async () => {
      answer = { status: 200, body: {} };
      await expect(
        action().handler(contextOf(input, { isDryRun: true }).context),
      ).rejects.toThrow(/api:default\/tickets exists already/);

      answer = refusal(503, 'Starting up.');
      await expect(
        action().handler(contextOf(input, { isDryRun: true }).context),
      ).rejects.toThrow('The server was not registered: Starting up.');

      answer = refusal(404, 'No such server');
      const { context, output } = contextOf(input, { isDryRun: true });
      await action().handler(context);
      expect(output.status).toBe('dry-run');
      expect(seen.every(({ call }) => call.startsWith('GET'))).toBe(true);
    });

    it.each([
      ['tickets', /is no URL/],
      ['ftp://t.example.com', /begins with ftp:/],
      ['https://a:b@t.example.com', /user name or password/],
    ])(
      'refuses the address %s without asking',
      async (upstreamUrl, message) => {
        await expect(
          action().handler(contextOf({ ...input, upstreamUrl }).context),
        ).rejects.toThrow(message);
        expect(seen).toEqual([]);
      },
    );
  });

  describe('mcp-registry:access:propose-decision', () => {
    const action = () => createProposeDecisionAction({ registry });

    it('stays proposed until somebody confirms it (D9)', async () => {
      answer = { status: 202, body: { id: 'r1', state: 'pending' } };
      const { context, output } = contextOf({
        requestId: 'r1',
        decision: 'approve',
        durationDays: 7,
      });
      await action().handler(context);

      expect(seen).toMatchObject([
        {
          call: 'POST /api/mcp-registry/access-requests/r1/decision',
          body: { decision: 'approve', durationDays: 7 },
        },
      ]);
      expect(output).toEqual({ requestId: 'r1', state: 'proposed' });
    });

    it('wants a reason for a denial', async () => {
      const { context } = contextOf({ requestId: 'r1', decision: 'deny' });
      await expect(action().handler(context)).rejects.toThrow(
        /a denial needs a reason/,
      );
      expect(seen).toEqual([]);
    });

    it('decides nothing in a dry run', async () => {
      answer = { status: 200, body: {} };
      const { context } = contextOf(
        { requestId: 'r1', decision: 'approve' },
        { isDryRun: true },
      );
      await action().handler(context);
      expect(seen.map(({ call }) => call)).toEqual([
        'GET /api/mcp-registry/access-requests/r1',
      ]);
    });
  });
});
