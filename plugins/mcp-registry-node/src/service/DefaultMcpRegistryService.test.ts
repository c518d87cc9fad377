import { mockServices } from '@backstage/backend-test-utils';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DefaultMcpRegistryService } from './DefaultMcpRegistryService';

const document = {
  version: 1,
  sequence: 3,
  serverId: 'id-1',
  serverRef: 'api:default/orders',
  title: 'Orders',
  owner: 'group:default/data-platform',
  status: 'active',
  riskTier: 'low',
  dataClassification: 'internal',
  grants: [],
};

describe('DefaultMcpRegistryService', () => {
  let server: Server;
  let service: DefaultMcpRegistryService;
  let answer: { status: number; body?: unknown; headers?: object };
  let asked: {
    url?: string;
    method?: string;
    authorization?: string;
    etag?: string;
  };
  let sent: string;

  beforeAll(async () => {
    server = createServer((req, res) => {
      asked = {
        url: req.url,
        authorization: req.headers.authorization,
        etag: req.headers['if-none-match'],
        method: req.method,
      };
      sent = '';
      req.on('data', chunk => {
        sent += chunk;
      });
      res.writeHead(answer.status, {
        'Content-Type': 'application/json',
        ...answer.headers,
      });
      req.on('end', () =>
        res.end(answer.body === undefined ? '' : JSON.stringify(answer.body)),
      );
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    service = DefaultMcpRegistryService.create({
      auth: mockServices.auth({ pluginId: 'mcp-gateway' }),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      }),
    });
  });
  afterAll(async () => {
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  it('asks for changes as the plugin that uses it', async () => {
    const changes = [
      { sequence: 3, serverId: 'id-1', serverRef: 'api:default/orders' },
    ];
    answer = { status: 200, body: { epoch: 'e', head: 3, changes } };
    expect(await service.getChanges({ after: 2, limit: 10 })).toEqual({
      epoch: 'e',
      head: 3,
      changes,
    });
    expect(asked.url).toBe('/api/mcp-registry/door/changes?after=2&limit=10');
    expect(asked.authorization).toContain('plugin:mcp-gateway');
  });

  it('pages through the index', async () => {
    answer = { status: 200, body: { items: [], nextCursor: 'next' } };
    expect(await service.listDocuments({ cursor: 'a b' })).toEqual({
      items: [],
      nextCursor: 'next',
    });
    expect(asked.url).toBe('/api/mcp-registry/door/documents?cursor=a+b');
  });

  it('gets a document, or hears that it did not change or is not there', async () => {
    const serverRef = 'api:default/orders';
    answer = { status: 200, body: document, headers: { ETag: '"1"' } };
    expect(await service.getDocument({ serverRef })).toEqual({
      status: 'ok',
      document,
      etag: '"1"',
    });
    expect(asked).toMatchObject({
      url: '/api/mcp-registry/door/documents/default/orders',
      etag: undefined,
    });
    answer = { status: 304 };
    expect(await service.getDocument({ serverRef, etag: '"1"' })).toEqual({
      status: 'not-modified',
    });
    expect(asked.etag).toBe('"1"');
    answer = { status: 404, body: {} };
    expect(await service.getDocument({ serverRef })).toEqual({
      status: 'not-found',
    });
  });

  it('holds something back, and gives it back', async () => {
    const placed = {
      stops: [{ id: 's1', subject: 'g1' }],
      endsAt: '2026-11-29T20:00:00.000Z',
    };
    answer = { status: 200, body: placed };
    const reaction = {
      ...{ id: 'r1', alertId: 'a1', detector: 'decoy', rule: 'decoys' },
      ...{ severity: 'high' as const, ruleVersion: '0123456789ab' },
      ...{ kind: 'grant' as const, subjects: ['g1'], seconds: 3_600 },
      reason: 'Called dump.',
    };
    expect(await service.placeReaction(reaction)).toEqual(placed);
    expect(asked).toMatchObject({
      ...{ url: '/api/mcp-registry/door/reactions', method: 'POST' },
      authorization: expect.stringContaining('plugin:mcp-gateway'),
    });
    expect(JSON.parse(sent)).toEqual(reaction);
    await service.withdrawReaction('r/1', { reason: 'As approved again.' });
    expect(asked.url).toBe('/api/mcp-registry/door/reactions/r%2F1/withdraw');
    answer = { status: 200, body: { stops: 'all of them' } };
    await expect(service.placeReaction(reaction)).rejects.toThrow(
      'something unexpected: stops',
    );
    const body = { error: { name: 'Error', message: 'Enough for now.' } };
    answer = { status: 429, body };
    await expect(service.placeReaction(reaction)).rejects.toMatchObject({
      statusCode: 429,
    });
  });

  it('takes nothing that does not fit', async () => {
    const serverRef = 'api:default/orders';
    answer = {
      status: 200,
      body: { ...document, status: 'wonderful' },
      headers: { ETag: '"1"' },
    };
    await expect(service.getDocument({ serverRef })).rejects.toThrow(
      'something unexpected: status',
    );
    answer = { status: 200, body: document };
    await expect(service.getDocument({ serverRef })).rejects.toThrow(
      'without an ETag',
    );
    answer = { status: 200, body: { epoch: 'e', head: -1, changes: [] } };
    await expect(service.getChanges({ after: 0 })).rejects.toThrow('head');
    answer = { status: 503, body: { error: { message: 'starting' } } };
    await expect(service.getChanges({ after: 0 })).rejects.toThrow('503');
    answer = { status: 302, headers: { Location: 'http://127.0.0.1:1/' } };
    await expect(service.getChanges({ after: 0 })).rejects.toThrow();
    await expect(
      service.getDocument({ serverRef: 'component:default/x' }),
    ).rejects.toThrow('not the entity ref of an MCP server');
  });
});
