import { mockServices } from '@backstage/backend-test-utils';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serverEntity } from '../__testUtils__/entities';
import { readEntity } from '../servers/readEntity';
import { GatewayProber } from './GatewayProber';

const { facts } = readEntity(serverEntity(), {});

describe('GatewayProber', () => {
  let gateway: Server;
  let prober: GatewayProber;
  let answer: { status: number; body: unknown };
  let asked: { url?: string; body: string; authorization?: string };

  beforeAll(async () => {
    gateway = createServer((req, res) => {
      let body = '';
      req.on('data', chunk => {
        body += chunk;
      });
      req.on('end', () => {
        asked = {
          url: req.url,
          body,
          authorization: req.headers.authorization,
        };
        res.writeHead(answer.status, { 'Content-Type': 'application/json' });
        res.end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>(resolve => {
      gateway.listen(0, '127.0.0.1', resolve);
    });
    const { port } = gateway.address() as AddressInfo;
    prober = GatewayProber.create({
      auth: mockServices.auth({ pluginId: 'mcp-registry' }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }),
      clock: { now: () => new Date('2026-11-23T10:00:00.000Z') },
    });
  });
  afterAll(async () => {
    await new Promise(resolve => {
      gateway.close(resolve);
    });
  });

  it('asks the probe door as the registry and hashes what it hears', async () => {
    answer = {
      status: 200,
      body: {
        ok: true,
        protocolVersion: '2025-06-18',
        tools: [{ name: 'echo', annotations: { readOnlyHint: true } }],
      },
    };
    expect(await prober.probe({ serverId: 'id-1', facts })).toMatchObject({
      known: true,
      protocolVersion: '2025-06-18',
      probedAt: '2026-11-23T10:00:00.000Z',
      tools: [
        {
          name: 'echo',
          effect: 'reads',
          digest: expect.stringMatching(/^sha256:/),
        },
      ],
    });
    expect(asked.url).toBe('/api/mcp-gateway/probes');
    expect(asked.authorization).toContain('plugin:mcp-registry');
    expect(JSON.parse(asked.body)).toEqual({
      serverId: 'id-1',
      upstream: facts.upstream,
    });
  });

  it('says with which credential calls would reach the server', async () => {
    answer = { status: 200, body: { ok: true, tools: [] } };
    const credential = { type: 'signed-assertion' } as const;
    await prober.probe({ serverId: 'id-1', facts: { ...facts, credential } });
    expect(JSON.parse(asked.body)).toEqual({
      serverId: 'id-1',
      upstream: facts.upstream,
      credential,
    });
  });

  it.each([
    ['the server does not answer', 200, { ok: false, error: 'refused' }],
    ['the gateway refuses', 403, { error: { name: 'X', message: 'no' } }],
    ['the answer is not a probe result', 200, { tools: 'many' }],
  ])('says why where %s', async (_when, status, body) => {
    answer = { status, body };
    expect(await prober.probe({ serverId: 'id-1', facts })).toEqual({
      known: false,
      tools: [],
      probedAt: '2026-11-23T10:00:00.000Z',
      probeError: expect.stringMatching(/.+/),
    });
  });

  let deep: unknown = 'end';
  for (let level = 0; level < 100; level += 1) deep = { inside: deep };
  it.each([
    ['a tool has no name', [{ description: 'nameless' }], undefined],
    ['a tool comes twice', [{ name: 'a' }, { name: 'a' }], undefined],
    [
      'a text is half a character',
      [{ name: 'a', description: '\ud800' }],
      undefined,
    ],
    [
      'a schema is nested without end',
      [{ name: 'a', inputSchema: { deep } }],
      undefined,
    ],
    [
      'a schema is longer than anybody reads',
      [{ name: 'a', inputSchema: { x: 'x'.repeat(300_000) } }],
      undefined,
    ],
    [
      'the tools together are longer than anybody reads',
      Array.from({ length: 30 }, (_, at) => ({
        name: `t${at}`,
        inputSchema: { x: 'x'.repeat(200_000) },
      })),
      undefined,
    ],
    ['the instructions are half a character', [], 'be \udc00 kind'],
  ])(
    'keeps as a finding about the server that %s',
    async (_what, tools, instructions) => {
      answer = { status: 200, body: { ok: true, tools, instructions } };
      expect(await prober.probe({ serverId: 'id-1', facts })).toEqual({
        known: false,
        tools: [],
        outcome: 'fail',
        probedAt: '2026-11-23T10:00:00.000Z',
        probeError: expect.stringMatching(/.+/),
      });
    },
  );

  it('asks to run a packaged server, and keeps what it hears of it also where it did not start', async () => {
    answer = {
      status: 200,
      body: {
        ok: false,
        error: 'It ended by itself (exit code 1).',
        runtime: { ready: true, tier: 'bwrap' },
        installed: { integrity: 'sha512-abcdef' },
      },
    };
    const packaged = {
      ...facts,
      upstream: undefined,
      package: {
        registry: 'npm' as const,
        identifier: 'mcp-server-memory',
        version: '1.0.0',
      },
      run: { command: 'memory', args: ['--x'] },
    };
    expect(await prober.probe({ serverId: 'id-1', facts: packaged })).toEqual({
      known: false,
      tools: [],
      probedAt: '2026-11-23T10:00:00.000Z',
      probeError: 'It ended by itself (exit code 1).',
      runtime: { ready: true },
      installed: { integrity: 'sha512-abcdef' },
    });
    expect(JSON.parse(asked.body)).toEqual({
      serverId: 'id-1',
      hosted: {
        package: packaged.package,
        command: 'memory',
        args: ['--x'],
        profile: { read: [], write: [], network: { mode: 'none' } },
        isolation: 'shared',
      },
    });
  });

  it('does not ask about a server with neither address nor package', async () => {
    asked = { body: '' };
    const surface = await prober.probe({
      serverId: 'id-1',
      facts: { ...facts, upstream: undefined },
    });
    expect(surface).toMatchObject({
      known: false,
      probeError: expect.stringContaining('neither an address'),
    });
    expect(asked.url).toBeUndefined();
  });
});
