import { mockServices } from '@backstage/backend-test-utils';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayDriftReader } from './GatewayDriftReader';

const TOOL = {
  name: 'echo',
  departure: 'changed',
  since: '2026-11-29T10:00:00.000Z',
  reason: 'listed',
};

describe('GatewayDriftReader', () => {
  let pages: object[];
  let gateway: Server;
  const asked: string[] = [];

  beforeEach(async () => {
    asked.length = 0;
    gateway = createServer((req, res) => {
      asked.push(req.url ?? '');
      const { searchParams } = new URL(req.url ?? '', 'http://gateway');
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify(pages[Number(searchParams.get('cursor') ?? 0)]));
    });
    await new Promise<void>(resolve => {
      gateway.listen(0, '127.0.0.1', resolve);
    });
  });
  afterEach(async () => {
    await new Promise(resolve => {
      gateway.close(resolve);
    });
  });

  const read = async () => {
    const { port } = gateway.address() as AddressInfo;
    const reader = GatewayDriftReader.create({
      auth: mockServices.auth(),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => `http://127.0.0.1:${port}`,
      }),
    });
    return await reader.read();
  };

  it('reads page after page', async () => {
    pages = [
      { items: [{ serverId: 'a', tools: [TOOL] }], nextCursor: '1' },
      { items: [{ serverId: 'b', tools: [TOOL, { ...TOOL, name: 'x' }] }] },
    ];
    const found = await read();
    expect(
      found.map(({ serverId, tools }) => [serverId, tools.length]),
    ).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(asked).toHaveLength(2);
  });

  it('tells what cannot be read from what holds nothing back, and reads the others', async () => {
    pages = [
      {
        items: [
          { serverId: 'a', tools: [{ ...TOOL, departure: 'melted' }] },
          { serverId: 'b', tools: [TOOL] },
          // A definition that cannot be kept is none: the tool is held back all the same.
          { serverId: 'c', tools: [{ ...TOOL, definition: { name: 7 } }] },
          'nonsense',
        ],
      },
    ];
    expect(await read()).toEqual([
      { serverId: 'a', tools: [], isUnreadable: true },
      { serverId: 'b', tools: [TOOL] },
      { serverId: 'c', tools: [{ ...TOOL, definition: undefined }] },
    ]);
  });

  it('does not follow a gateway that goes on for ever', async () => {
    pages = [{ items: [], nextCursor: '0' }];
    await expect(read()).rejects.toThrow('does not end');
    expect(asked).toHaveLength(100);
  });
});
